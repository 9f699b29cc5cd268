import { z } from 'zod'
import { defineRoutes } from '../kernel/contract.ts'

const CheckView = z.object({ name: z.string(), isOk: z.boolean(), tookMs: z.number() })

export const systemRoutes = defineRoutes('system', {
  live: {
    method: 'GET',
    path: '/livez',
    scope: 'anonymous',
    summary: 'The process answers; depends on nothing else',
    reply: z.object({ status: z.literal('ok') }),
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    scope: 'anonymous',
    summary: 'The server can work; 503 when not. Each check by name only for who may read',
    reply: z.object({ status: z.literal('ok'), checks: z.array(CheckView).optional() }),
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    scope: 'read',
    summary: 'Figures for Prometheus; also with the token for metrics',
    reply: 'raw',
  },
  openapi: {
    method: 'GET',
    path: '/api/v1/openapi.json',
    scope: 'signed-in',
    summary: 'This document',
    reply: 'raw',
  },
})
