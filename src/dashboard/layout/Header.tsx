import { Link, useRoute } from 'wouter'
import { useSession } from '../api/Session.tsx'
import icon from '../icon.svg'
import { Button } from '../kit/Button.tsx'
import {
  BookIcon,
  CheckIcon,
  ExternalIcon,
  GlobeIcon,
  KeyIcon,
  LockIcon,
  MenuIcon,
  ServerIcon,
  SignOutIcon,
  UserIcon,
} from '../kit/icons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../kit/Menu.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { languages, useLanguage, useStrings } from '../strings/Language.tsx'
import { useReturnAddress } from './useReturnAddress.ts'

export function Header() {
  const { common } = useStrings()
  const { viewer } = useSession()
  return (
    <header className="header">
      <div className="header-inner">
        <Link href="/" className="brand">
          <img src={icon} alt="" />
          {common.product}
        </Link>
        <nav className="header-nav" aria-label={common.navigation}>
          {viewer && <HeaderLink href="/environments" title={common.environments} />}
          {viewer && <HeaderLink href="/settings" title={common.settings} />}
          <HeaderLink href="/docs" title={common.apiDocs} />
          <a href="/graphiql" className="header-link">
            {common.graphiql}
            <ExternalIcon size={13} />
          </a>
        </nav>
        <div className="header-side header-wide">
          <LanguageMenu />
          {viewer && <AccountMenu login={viewer.account.login} />}
          {viewer === null && <SignInLink />}
        </div>
        <div className="header-side header-narrow">
          {viewer === null && <SignInLink />}
          <NarrowMenu />
        </div>
      </div>
    </header>
  )
}

function HeaderLink({ href, title }: { href: string; title: string }) {
  const [isHere] = useRoute(`${href}/*?`)
  return (
    <Link href={href} className="header-link" aria-current={isHere ? 'page' : undefined}>
      {title}
    </Link>
  )
}

function SignInLink() {
  const { common } = useStrings()
  const [isHere] = useRoute('/sign-in')
  const returnTo = useReturnAddress()
  if (isHere) return null
  return (
    <Link href="/sign-in" state={{ returnTo }} className="button secondary small">
      {common.signIn}
    </Link>
  )
}

function LanguageMenu() {
  const { common } = useStrings()
  const choice = useLanguage()
  const name = languages.find(({ id }) => id === choice.language)?.name
  return (
    <Menu
      label={common.language}
      button={
        <Button variant="quiet" size="small" icon={<GlobeIcon />} aria-label={`${common.language}: ${name}`}>
          {name}
        </Button>
      }
    >
      {languageItems(choice)}
    </Menu>
  )
}

function AccountMenu({ login }: { login: string }) {
  const { common, account } = useStrings()
  const signOut = useSignOut()
  return (
    <div className="account-button">
      <Menu
        label={common.accountMenu(login)}
        button={
          <Button variant="quiet" size="small" icon={<UserIcon />} aria-label={common.accountMenu(login)}>
            {login}
          </Button>
        }
      >
        <MenuItem icon={<LockIcon />} href="/settings/account">
          {account.title}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<SignOutIcon />} onAction={signOut}>
          {common.signOut}
        </MenuItem>
      </Menu>
    </div>
  )
}

/** Everything of the header, where there is room for one button only. */
function NarrowMenu() {
  const { common } = useStrings()
  const { viewer } = useSession()
  const signOut = useSignOut()
  const choice = useLanguage()
  return (
    <Menu
      label={common.menu}
      button={<Button variant="quiet" icon={<MenuIcon size={20} />} aria-label={common.menu} />}
    >
      {viewer && (
        <>
          <MenuItem icon={<ServerIcon />} href="/environments">
            {common.environments}
          </MenuItem>
          <MenuItem icon={<KeyIcon />} href="/settings">
            {common.settings}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<BookIcon />} href="/docs">
        {common.apiDocs}
      </MenuItem>
      <MenuItem icon={<ExternalIcon />} onAction={() => location.assign('/graphiql')}>
        {common.graphiql}
      </MenuItem>
      <MenuSeparator />
      {languageItems(choice)}
      {viewer && (
        <>
          <MenuSeparator />
          <MenuItem icon={<SignOutIcon />} onAction={signOut}>
            {`${common.signOut} (${viewer.account.login})`}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** Signs out, and says so where that came to nothing: nobody must go away from a session that is open. */
function useSignOut() {
  const { common } = useStrings()
  const { signOut } = useSession()
  const toast = useToast()
  return () => void signOut().then((isOut) => isOut || toast(common.signOutFailed, 'error'))
}

function languageItems({ language, setLanguage }: ReturnType<typeof useLanguage>) {
  return languages.map(({ id, name }) => (
    <MenuItem
      key={id}
      icon={id === language ? <CheckIcon /> : <span className="icon-space" />}
      onAction={() => void setLanguage(id)}
    >
      {name}
    </MenuItem>
  ))
}
