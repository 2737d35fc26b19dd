#!/usr/bin/env bash
# minecraft-data says what a craft gives back for one recipe, and only up to Minecraft 1.18.
# A cake gives back three buckets; the recipe says so as `outShape`. From 1.19.4 on the same recipe
# has no `outShape`. Of what gives bottles back (honey_block, sugar of honey) no version says it.
# Who reads recipes from there and reckons with what is given back loses three buckets a cake.
# With: minecraft-data 3.119.0 (npm). Needs node and npm.
# Seen on 2026-11-28: what stands at `expected` below: the item, and of each of its recipes whether
# it has an `outShape`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit minecraft-data@3.119.0 >npm.log 2>&1
cat >read.js <<'JS'
const data = require("minecraft-data");
for (const version of ["1.12.2", "1.16.5", "1.18.2", "1.19.4", "1.21.4"]) {
  const { itemsByName, recipes } = data(version);
  const told = ["cake", "honey_block", "sugar"].map((name) => {
    const known = itemsByName[name] ? recipes[itemsByName[name].id] : [];
    return `${name} ${known.map((recipe) => "outShape" in recipe).join(", ") || "-"}`;
  });
  console.log(`${version}: ${told.join("; ")}`);
}
JS
node read.js | tee seen
cat >expected <<'TXT'
1.12.2: cake true; honey_block -; sugar false
1.16.5: cake true; honey_block false; sugar false, false
1.18.2: cake true; honey_block false; sugar false, false
1.19.4: cake false; honey_block false; sugar false, false
1.21.4: cake false; honey_block false; sugar false, false
TXT
diff expected seen
