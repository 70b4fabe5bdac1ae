import { useStrings } from '../strings/Language.tsx'
import { describeDevice } from './describe-device.ts'

/** "Firefox on Linux", in the reader's language. */
export function useDeviceName(): (userAgent: string | null) => string {
  const { account: text } = useStrings()
  return (userAgent) => {
    const device = describeDevice(userAgent)
    if (!device) return text.unknownDevice
    if (device.system) return text.deviceOn(device.program, device.system)
    return text.programs[device.program] ?? device.program
  }
}
