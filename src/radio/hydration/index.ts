export { createSums } from './sums.ts'
export { uploadTrack, type UploadParams } from './upload-track.ts'
