#!/usr/bin/env bash
# Build the shipped model from the corpora: train, export to int8, fit thresholds and confidence.
# Needs ONRECORD_DATA and the packages that `make train` installs. Takes three hours on two cores, minutes on an
# accelerator. The second stage continues from the first at half the learning rate, with its own schedule.
# An interrupted run resumes from its last checkpoint.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${ONRECORD_DATA:?set it to the folder with polnear/, celebrity/ and the other corpora}"
build=${BUILD:-build/model}
model=src/onrecord/models/en

mkdir -p "$build/first"
python -m training.train --out "$build/first" --epochs "${EPOCHS:-9}" 2>&1 | tee -a "$build/log.txt"
python -m training.train --out "$build" --start "$build/first/checkpoint.pt" --rate 1e-4 --epochs "${MORE_EPOCHS:-4}" \
  2>&1 | tee -a "$build/log.txt"
python -m training.export "$build/halfway.pt" "$build/checkpoint.pt" --out "$model"
python -m training.calibrate "$model"
python -m training.speakers "$model"
echo "Now run 'make bench' and copy its figures into $model/README.md and training/LOG.md."
