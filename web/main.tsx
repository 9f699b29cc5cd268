import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { createAppRouter } from './router.tsx'
import { sessionQuery } from './session/use-session.ts'
import { Theme } from './theme/Theme.tsx'
import './words.ts'

const client = createQueryClient(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }))
const router = createAppRouter(client)

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Theme>
        <RouterProvider router={router} />
      </Theme>
    </QueryClientProvider>
  </StrictMode>,
)
