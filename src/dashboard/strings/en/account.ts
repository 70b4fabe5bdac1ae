import { plural } from '../plural.ts'

export const account = {
  title: 'Account',

  changePassword: 'Password',
  changePasswordText: 'Access tokens keep working when the password changes.',
  oldPassword: 'Current password',
  newPassword: 'New password',
  newPasswordHint: 'At least 8 characters.',
  repeatPassword: 'New password again',
  endOtherSessions: 'Sign out everywhere else',
  endOtherSessionsHint: 'Whoever knows the old password may be signed in.',
  changeSubmit: 'Change password',
  passwordChanged: 'The password was changed.',
  oldPasswordMissing: 'Enter your current password.',
  newPasswordShort: 'Use at least 8 characters.',
  passwordsDiffer: 'The two new passwords differ.',

  sessions: 'Sessions',
  sessionsText: 'Where you are signed in. A session ends by itself when it is not used.',
  current: 'This session',
  signedIn: 'Signed in',
  lastUsed: 'Last used',
  endsAt: 'Ends',
  unknownDevice: 'Unknown device',
  deviceOn: (browser: string, system: string) => `${browser} on ${system}`,
  fromAddress: (address: string) => `from ${address}`,
  end: 'End',
  endOf: (device: string) => `End the session of ${device}`,
  ended: 'The session was ended.',
  endOthers: 'End all other sessions',
  endOthersTitle: 'End all other sessions?',
  endOthersText: (n: number) =>
    plural('en', n, {
      one: 'One other session ends at once. Unsaved work in it is lost.',
      other: '{n} other sessions end at once. Unsaved work in them is lost.',
    }),
  othersEnded: 'All other sessions were ended.',
}
