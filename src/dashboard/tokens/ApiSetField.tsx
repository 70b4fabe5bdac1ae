import { FieldError } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { ErrorIcon } from '../kit/icons.tsx'
import { useStrings } from '../strings/Language.tsx'
import type { ApiChoice, ApiSetName } from './api-choice.ts'
import type { CatalogueSet } from './operations.ts'
import './ApiSetField.css'

/** The choice between ready-made sets and methods of one's own. What each opens stands ticked in the tree beside it. */
export function ApiSetField({
  sets,
  choice,
  onChoose,
  error,
}: {
  sets: readonly CatalogueSet[]
  choice: ApiChoice
  onChoose(name: ApiSetName): void
  error: string | undefined
}) {
  const { tokens: texts } = useStrings()
  return (
    <RadioGroup
      className="field api-sets"
      value={choice.apiSet}
      onChange={(name) => onChoose(name as ApiSetName)}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className="field-label">{texts.api}</Label>
      <div className="api-set-list">
        {sets.map(({ name, displayName, description, methods }) => (
          <ApiSetOption
            key={name}
            name={name}
            title={displayName}
            size={texts.setSize(methods.length)}
            description={texts.setDescriptions[name] ?? description}
          />
        ))}
        <ApiSetOption
          name="CUSTOM"
          title={texts.custom}
          size={choice.apiSet === 'CUSTOM' ? texts.setSize(choice.ticks.size) : ''}
          description={texts.customSet}
        />
      </div>
      <FieldError className="field-error">
        <ErrorIcon size={15} />
        <span>{error}</span>
      </FieldError>
    </RadioGroup>
  )
}

function ApiSetOption({
  name,
  title,
  size,
  description,
}: {
  name: string
  title: string
  size: string
  description: string
}) {
  return (
    <Radio value={name} className="api-set">
      <span className="api-set-dot" />
      <span className="api-set-text">
        <span className="api-set-title">
          {title} <span className="quiet small number">{size}</span>
        </span>
        <span className="api-set-description quiet small">{description}</span>
      </span>
    </Radio>
  )
}
