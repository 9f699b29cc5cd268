export type { DoctorCheck, Finding, FindingLevel } from './doctor/doctor.ts'
export type { Vault } from './vault.ts'
