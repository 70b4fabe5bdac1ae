import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { loadStrings, preferredLanguage } from './strings/Language.tsx'

const language = preferredLanguage()
const strings = await loadStrings(language)

createRoot(document.getElementById('root')!).render(<App initial={{ language, strings }} />)
