import { Fragment, type ReactNode } from 'react'
import { Redirect } from 'wouter'
import { useSession } from '../api/Session.tsx'
import { SignInAgain } from '../sign-in/SignInAgain.tsx'
import { ViewerLoading } from '../sign-in/ViewerLoading.tsx'
import { useReturnAddress } from './useReturnAddress.ts'

/** Screens for whoever is signed in. Others sign in first, and come back. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { viewer } = useSession()
  const returnTo = useReturnAddress()
  if (viewer === undefined) return <ViewerLoading />
  if (viewer === null) {
    // Kept with the entry of the browser's history rather than in the address: nobody can send people elsewhere by a link.
    return <Redirect to="/sign-in" replace state={{ returnTo }} />
  }
  // What one account has opened or typed is not left to the next.
  return (
    <Fragment key={viewer.account.uid}>
      {children}
      <SignInAgain login={viewer.account.login} />
    </Fragment>
  )
}
