// @ts-check
// Taking changes home: the same page with the changes in it, or their list for `civicnet merge`.

/** The list as it was last kept. */
let kept = '[]';
const isUnsaved = () => unsaved || JSON.stringify(rows) !== kept;

/** Remind of changes that are not kept yet. */
function paintUnsaved() {
  byId('unsaved').hidden = JSON.stringify(rows) === kept;
  byId('unsaved-words').textContent = `${count(rows.length, 'change')}, not saved`;
}

/** @param {Blob} blob @param {string} ending @param {string} words @param {string} [name] */
function keepAs(blob, ending, words, name) {
  download(blob, ending, name);
  kept = JSON.stringify(rows);
  paintUnsaved();
  say(words);
}

/** This very file: only the list of changes in it is another. */
function savePage() {
  pristine.querySelector('#changes').textContent = JSON.stringify(rows).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const text = `<!DOCTYPE html>\n${pristine.outerHTML.replace(/\s*<\/body><\/html>$/, '')}\n</body>\n</html>\n`;
  keepAs(new Blob([text], { type: 'text/html' }), 'html', 'The page was saved with its changes.');
}

/** A cell as our own CSV files have it: no spreadsheet takes it for a formula. @param {string} [text] */
function csvCell(text = '') {
  const safe = /^'*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The list of changes, as `civicnet merge` takes it; the mark at its start tells spreadsheets its letters. */
const csvText = () => '\ufeff' + [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))].map((cells) => cells.map(csvCell).join(',') + '\n').join('');

function saveChanges() {
  keepAs(new Blob([csvText()], { type: 'text/csv' }), 'csv', 'The changes were saved. Take them in with: civicnet merge DATA changes.csv', 'changes');
}

function startEdit() {
  onClick({ edit: openEdit, page: savePage, csv: saveChanges, 'unsaved-page': savePage, 'unsaved-csv': saveChanges, 'unsaved-undo': takeBack });
  document.addEventListener('keydown', editKeys);
  window.addEventListener('beforeunload', (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  const given = JSON.parse(byId('changes').textContent);
  if (!given.length) return;
  for (const row of given) if (!wrong(row)) make(row);
  kept = JSON.stringify(rows);
  made('');
}
