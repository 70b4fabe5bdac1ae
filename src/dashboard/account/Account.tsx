import { useTitle } from '../kit/Page.tsx'
import { useStrings } from '../strings/Language.tsx'
import './Account.css'
import { PasswordForm } from './PasswordForm.tsx'
import { Sessions } from './Sessions.tsx'
import { TwoFactor } from './TwoFactor.tsx'

export default function Account() {
  const { account: text } = useStrings()
  useTitle(text.title)
  return (
    <div className="stack account">
      <PasswordForm />
      <TwoFactor />
      <Sessions />
    </div>
  )
}
