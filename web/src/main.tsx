import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/composer.css";
import "./styles/references.css";
import "./styles/stage.css";
import "./styles/marks.css";
import "./styles/filters.css";
import "./styles/understood.css";
import "./styles/help.css";

const page = document.getElementById("page");
if (page)
  createRoot(page).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
