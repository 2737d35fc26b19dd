"use strict";
/* What was believed after an entry: every function takes the number of the entry as `t`. */

const STATES = ["verified", "corrected", "hypothesised", "refuted", "unknown"];

function standing(belief, t) {
  if (t < belief.s[0][0]) return null;
  if (belief.x !== undefined && t >= belief.x) return "refuted";
  let status = null;
  for (const [from, said] of belief.s) if (from <= t) status = said;
  return status;
}

function stateOf(item, t) {
  if (t < item.f) return "absent";
  const held = item.b.map((belief) => standing(belief, t));
  const wrong = item.b.some((belief, k) => held[k] === "refuted" && belief.bad);
  if (held.includes("verified")) return wrong ? "corrected" : "verified";
  if (held.includes("hypothesised")) return "hypothesised";
  return wrong ? "refuted" : "unknown";
}

const BEST = ["verified", "hypothesised", "refuted"];

/* The best standing that any belief gives an edge; null before the first of them. */
function edgeState(edge, t) {
  const held = edge.beliefs.map((belief) =>
    standing(belief, t) === "refuted" && !belief.bad ? null : standing(belief, t));
  return BEST.find((status) => held.includes(status)) ?? null;
}

/* What each item needs and is needed for, by what is believed at the moment. */
function neighbours(count, edges, t) {
  const lists = () => Array.from({ length: count }, () => []);
  const found = { needs: lists(), next: lists() };
  for (const edge of edges) {
    if (!["verified", "hypothesised"].includes(edgeState(edge, t))) continue;
    const { need, item } = edge;
    if (!found.needs[item].includes(need)) found.needs[item].push(need);
    if (!found.next[need].includes(item)) found.next[need].push(item);
  }
  return found;
}

/* One edge for each need, item and role of any belief that ever was held. */
function allEdges(items) {
  const found = new Map();
  items.forEach((item, i) => {
    for (const belief of item.b) {
      for (const [need, role, count] of belief.k) {
        const key = `${need}>${i}>${role}`;
        if (!found.has(key)) found.set(key, { need, item: i, role, counts: [], beliefs: [] });
        found.get(key).beliefs.push(belief);
        found.get(key).counts.push(count);
      }
    }
  });
  return [...found.values()];
}

/* How many units an edge stands for, by the belief that is the best at the time. */
function countOf(edge, t) {
  const best = edgeState(edge, t);
  const k = edge.beliefs.findIndex((belief) => standing(belief, t) === best);
  return edge.counts[Math.max(0, k)];
}

/* Items reached from one along edges, the nearest first. */
function reach(start, next) {
  const found = [start], seen = new Set(found);
  for (let k = 0; k < found.length; k++) {
    for (const other of next[found[k]]) {
      if (!seen.has(other)) {
        seen.add(other);
        found.push(other);
      }
    }
  }
  return found;
}
