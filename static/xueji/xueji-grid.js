/* xueji-grid.js: the keyboard of the grid. Without it the grid is an ordinary form.
   table[data-grid]: arrow up and down go from student to student, 1 2 3 choose a state; 1 goes on to the next student.
   data-today is the day that is filled in for who registers. */
(function () {
  "use strict";

  function radios(row) { return Array.prototype.slice.call(row.querySelectorAll("input[type=radio]")); }
  function lines(table) { return Array.prototype.slice.call(table.tBodies[0].rows).filter(function (row) { return radios(row).length; }); }

  function focusRow(row, stay) {
    var choices = radios(row);
    (choices.find(function (radio) { return radio.checked; }) || choices[0]).focus({ preventScroll: Boolean(stay) });
  }

  function step(table, row, by) {
    var all = lines(table);
    var next = all[all.indexOf(row) + by];
    if (next) { focusRow(next); }
  }

  function fillDay(table, row) {
    var day = row.querySelector("[data-cell=registered_on]");
    if (day && !day.value) { day.value = table.dataset.today; }
  }

  function choose(table, row, number) {
    var radio = radios(row)[number - 1];
    if (!radio) { return; }
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (number === 1) { step(table, row, 1); return; }
    var part = row.querySelector(number === 2 ? "[data-cell=leave_until]" : "[data-cell=reason]");
    if (part) { part.focus(); }
  }

  document.addEventListener("keydown", function (event) {
    var table = event.target.closest && event.target.closest("table[data-grid]");
    var row = table && event.target.closest("tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !radios(row).length) { return; }
    var isDate = event.target.type === "date";
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isDate) {
      event.preventDefault();
      step(table, row, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.target.type === "radio" && /^[123]$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      choose(table, row, Number(event.key));
    } else if (event.key === "Enter" && event.target.type === "text") {
      event.preventDefault();
      step(table, row, 1);
    }
  }, true);

  document.addEventListener("change", function (event) {
    var table = event.target.closest && event.target.closest("table[data-grid]");
    if (table && event.target.type === "radio" && event.target.value === "registered" && event.target.checked) {
      fillDay(table, event.target.closest("tr"));
    }
  });

  /* The first student of whom nothing is entered has the focus, so that one can begin at once. */
  var table = document.querySelector("table[data-grid]");
  var first = table && lines(table).find(function (row) { return !radios(row).some(function (radio) { return radio.checked; }); });
  if (first) { focusRow(first, true); }
})();
