export { findFormerPlace } from './find-former-place.ts'
export { PublishTitle } from './jobs.ts'
export { listOurs } from './own-store.ts'
