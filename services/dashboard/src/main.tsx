import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { chooseLanguage, loadDictionary } from "./i18n/language.ts";
import { readPreference } from "./shell/preference.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/chart.css";
import "./styles/trace.css";

const asked = new URLSearchParams(location.search).get("lang");
const language = chooseLanguage(asked, readPreference("language"), navigator.languages);
const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
const text = await loadDictionary(language);
createRoot(root).render(<App language={language} text={text} />);
