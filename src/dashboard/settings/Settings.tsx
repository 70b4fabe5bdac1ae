import { Redirect, Route, Switch } from 'wouter'
import { lazily } from '../kit/lazily.tsx'
import { TabLinks } from '../kit/TabLinks.tsx'
import { NotFound } from '../layout/NotFound.tsx'
import { usePlatformLink } from '../platform/usePlatformLink.ts'
import { useStrings } from '../strings/Language.tsx'

const AccessTokens = lazily(() => import('../tokens/AccessTokens.tsx'))
const Account = lazily(() => import('../account/Account.tsx'))
const Platform = lazily(() => import('../platform/Platform.tsx'))
const Activity = lazily(() => import('../activity/Activity.tsx'))

/** Tabs with an address each. A tab names the browser's tab itself (`useTitle`). */
export default function Settings() {
  const { common, tokens, account, platform, activity } = useStrings()
  const hasPlatform = Boolean(usePlatformLink().data?.platform)
  return (
    <div className="page">
      <h1>{common.settings}</h1>
      <TabLinks
        label={common.settings}
        links={[
          { href: '/settings/tokens', title: tokens.title },
          { href: '/settings/account', title: account.title },
          ...(hasPlatform ? [{ href: '/settings/platform', title: platform.title }] : []),
          { href: '/settings/activity', title: activity.title },
        ]}
      />
      <Switch>
        <Route path="/settings">
          <Redirect to="/settings/tokens" replace />
        </Route>
        <Route path="/settings/tokens" component={AccessTokens} />
        <Route path="/settings/account" component={Account} />
        <Route path="/settings/platform" component={Platform} />
        <Route path="/settings/activity" component={Activity} />
        <Route component={NotFound} />
      </Switch>
    </div>
  )
}
