/* xueji-figures.js: draws the charts of statistics and data quality with ECharts (served from here, brought by npm).
   <script type="application/json" id="k">{kind, labels, series | data}</script> <div data-chart="k"></div>
   The numbers stand in the table beside it: the drawing is for the eye. Labels are drawn on the canvas, because the content
   policy forbids the inline styles of HTML tooltips. */
(function () {
  "use strict";

  var COLOURS = ["#1d4f91", "#8a4b00", "#17693a", "#6b2fa0", "#a3161f", "#4d6b85", "#b58b00", "#2a7f86", "#7d5a50"];
  var INK = "#1b2733", INK_2 = "#46535f", LINE = "#dfe4e8";
  var FONT = getComputedStyle(document.body).fontFamily;

  function read(id) {
    var source = document.getElementById(id);
    return source ? JSON.parse(source.textContent) : null;
  }

  function short(text) { return text.length > 9 ? text.slice(0, 8) + "…" : text; }
  function longer(text) { return text.length > 16 ? text.slice(0, 15) + "…" : text; }

  function common(data, narrow) {
    return {
      color: COLOURS,
      animation: false,
      textStyle: { fontFamily: FONT, color: INK_2 },
      tooltip: { renderMode: "richText", trigger: data.kind === "pie" ? "item" : "axis", confine: true, textStyle: { color: INK, fontFamily: FONT } },
      legend: { show: data.kind === "pie" || data.series.length > 1, type: "scroll", top: 0, left: "left", itemWidth: 12, itemHeight: 12, textStyle: { color: INK_2 } },
      grid: { left: 8, right: narrow ? 12 : 24, top: data.series && data.series.length > 1 ? 34 : 10, bottom: 4, containLabel: true }
    };
  }

  function bars(data, narrow) {
    // Upright bars have room for a few short names, all of which are written; else the bars lie, each beside its name.
    var flat = narrow || data.labels.length > 5 || data.labels.length > 2 && data.labels.some(function (text) { return text.length > 6; });
    var categories = { type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK_2, formatter: flat && !narrow ? longer : short, interval: flat ? "auto" : 0 }, inverse: flat };
    var values = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK_2 } };
    return Object.assign(common(data), {
      xAxis: flat ? values : categories,
      yAxis: flat ? categories : values,
      series: data.series.map(function (each) {
        return { type: "bar", name: each.name, data: each.data, stack: data.stacked ? "all" : undefined, barMaxWidth: 26 };
      })
    });
  }

  function lines(data) {
    return Object.assign(common(data), {
      xAxis: { type: "category", data: data.labels, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK_2 } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK_2 } },
      series: data.series.map(function (each) { return { type: "line", name: each.name, data: each.data, symbolSize: 7 }; })
    });
  }

  function pies(data) {
    return Object.assign(common(data), {
      series: [{ type: "pie", radius: ["38%", "68%"], center: ["50%", "56%"], data: data.data, label: { color: INK_2, formatter: "{b} {d}%" }, itemStyle: { borderColor: "#fff", borderWidth: 1 } }]
    });
  }

  function draw(place) {
    var data = read(place.dataset.chart);
    if (!data || !window.echarts) { return; }
    var chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(data.kind === "pie" ? pies(data) : data.kind === "line" ? lines(data) : bars(data, place.clientWidth < 480));
    window.addEventListener("resize", function () { chart.resize(); });
    window.matchMedia("print").addEventListener("change", function () { chart.resize(); });
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
