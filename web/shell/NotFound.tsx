import { Link } from '@tanstack/react-router'
import { useWords } from '../words.ts'
import { Door } from './Door.tsx'

export function NotFound() {
  const say = useWords()
  return (
    <Door title={say('web.notFound')}>
      <p className="t2">{say('web.notFound.why')}</p>
      <Link to="/">{say('web.notFound.home')}</Link>
    </Door>
  )
}
