export type { DoctorCheck, Finding, FindingLevel } from './doctor.ts'
