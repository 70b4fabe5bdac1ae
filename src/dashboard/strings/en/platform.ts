export const platform = {
  title: 'Platform',
  credential: 'Credential for your tokens',
  credentialText:
    'Your access tokens are checked here. What they may do is then sent to the platform with this credential, which is kept encrypted and never shown.',
  sandbox: 'There is no platform behind: calls go to the built-in sandbox, which needs no credential.',
  behind: 'The platform behind is',
  since: 'since',
  until: 'until',
  kinds: {
    MADE: 'Made by Latchkey',
    GIVEN: 'Given by you',
    SESSION: 'Your session',
    NONE: 'None',
  },
  explained: {
    MADE: 'A token of the platform with the methods of your access tokens, and no others. It is replaced before it ends, when you sign in or change tokens.',
    GIVEN: 'A token of the platform that you made there. When it ends, give another.',
    SESSION:
      'Your session at the platform: your access tokens work for as long as you are signed in. Give a token of the platform to have them work without you.',
    NONE: 'Calls of your access tokens are refused. Give a token of the platform, or sign in again.',
  },
  give: 'Give a token of the platform',
  giveAnother: 'Give another token',
  giveText:
    'Make a token in the dashboard of the platform that may call the methods of your access tokens, and paste it here.',
  giveSubmit: 'Give token',
  token: 'Token of the platform',
  tokenHint: 'Not a token of Latchkey. It must be able to call users.account.GetUserInfo.',
  tokenMissing: 'Paste the token.',
  taken: 'The token of the platform is in use from now on.',
  forget: 'Forget the token',
  forgetTitle: 'Forget the token of the platform?',
  forgetText:
    'Latchkey tries to make one instead. The token itself stays alive: remove it at the platform too.',
  forgotten: 'The token of the platform was forgotten.',
  twoFactor: 'Two-factor is that of the platform. Set it up there:',
}
