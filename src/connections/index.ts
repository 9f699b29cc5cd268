export type { DoctorCheck, Finding, FindingLevel } from './doctor/doctor.ts'
