#!/bin/sh
# Trains what benchmarks/three_sets.toml compares and the package does not carry; an hour or two on
# two cores, and again only what is missing. The first argument is the data folder.
set -eu
data=${1:-../shared/data}
feed=$data/fashion_products/products.csv
coco=$data/captions/coco_captions_30k.txt
photos=$data/fashion_products/images_hi_train.zip
out=build/methods
train() {
  method=$1
  name=$2
  shift 2
  [ -f "$out/$name/config.json" ] || .venv/bin/pointsay train "$method" --out "$out/$name" "$@"
}

# From sentences or pictures alone.
train lincir_joint lincir_joint --corpus "$feed" --corpus "$coco" --kept build/texts
train pic2word pic2word --images "$photos"
train searle searle --images "$photos" --limit 300

# From the triplets that one night makes of the feed; all share them and their vectors.
train magiclens magiclens --catalogue "$feed" --images "$photos" \
  --only split=train --only image_set=hi --share 0.25 --steps 300
state=$out/magiclens/work
night="--triplets $state/shop/triplets --kept $state"
train tirg tirg $night --share 0.25
train clip4cir clip4cir $night --share 0.25
train student student $night --share 0.25 --steps 400 --teacher roles
train mapping_composing mapping $night --share 0.125 --steps 50
train mapping_composing composing $night --share 0.0125 --stage 2 --recipe composing-mini --steps 60 \
  --start "$out/mapping"
# An encoder of its own; benchmarks/tuned_sets.toml asks it.
[ -f build/tuned/mini.json ] ||
  .venv/bin/pointsay train bge_vl $night --share 0.125 --steps 60 --name mini-tuned --out build/tuned
