#!/bin/sh
# Trains what benchmarks/three_sets.toml compares and the package does not carry; minutes on two
# cores, and again only what is missing. The first argument is the data folder.
set -eu
data=${1:-../shared/data}
titles=$data/fashion_products/products.csv
coco=$data/captions/coco_captions_30k.txt
photos=$data/fashion_products/images_hi_train.zip
out=build/methods
train() {
  name=$1
  shift
  [ -f "$out/$name/config.json" ] || .venv/bin/pointsay train "$name" --out "$out/$name" "$@"
}
train lincir_joint --corpus "$titles" --corpus "$coco" --kept build/texts
train pic2word --images "$photos"
train searle --images "$photos" --limit 300
