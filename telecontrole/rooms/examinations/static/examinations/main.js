// The desk of the médecin-conseil.

import "./shortcuts.js";
import "./record.js";
import "./outcome.js";
import "./paragraphs.js";
import "./timer.js";
