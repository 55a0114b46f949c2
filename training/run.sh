#!/usr/bin/env bash
# Build the shipped model anew from the corpora: train, export to int8, set thresholds and confidence, measure.
# Needs ONRECORD_DATA and what `make train` installs. Two cores take three hours; an accelerator, minutes.
# The second stage goes on from the first at half the rate, with a schedule of its own.
# A run that was stopped goes on from its last checkpoint.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${ONRECORD_DATA:?set it to the folder that holds polnear/, celebrity/ and the rest}"
build=${BUILD:-build/model}
model=src/onrecord/models/en

mkdir -p "$build/first"
python -m training.train --out "$build/first" --epochs "${EPOCHS:-9}" 2>&1 | tee -a "$build/log.txt"
python -m training.train --out "$build" --start "$build/first/checkpoint.pt" --rate 1e-4 --epochs "${MORE_EPOCHS:-4}" \
  2>&1 | tee -a "$build/log.txt"
python -m training.export "$build/halfway.pt" "$build/checkpoint.pt" --out "$model"
python -m training.calibrate "$model"
python -m training.speakers "$model"
echo "Now run 'make bench', and put its figures into $model/README.md and training/LOG.md."
