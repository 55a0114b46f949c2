#!/usr/bin/env bash
# Build the shipped model: train, export with seven-bit weights, fit thresholds and confidence.
# Needs ONRECORD_DATA and the packages that `make train` installs. An interrupted run resumes from its last checkpoint;
# delete BUILD to start over. On two idle cores an epoch takes 9 minutes with bfloat16 and 15 to 20 minutes without; on one
# core it takes twice as long.
#
#   BUILD     folder for checkpoints and the log (build/model)
#   MODEL     folder of the exported model (src/onrecord/models/en)
#   START     "shipped" continues from the weights in MODEL; "minilm" starts from all-MiniLM-L6-v2; "pruned" removes heads
#             and inner units from the layers in MODEL and trains the others to compute the same (shipped)
#   HEADS, INNER   heads and inner units that START=pruned leaves to each layer (9, 896)
#   EPOCHS    passes over the training articles (4; from all-MiniLM-L6-v2 12; pruned 3)
#   MINUTES   end training after this time, even if fewer EPOCHS are done (no limit)
#   WORKERS   processes of one thread each (2, or the number of cores if smaller)
set -euo pipefail
cd "$(dirname "$0")/.."
: "${ONRECORD_DATA:?set it to the folder with polnear/, celebrity/ and the other corpora}"
build=${BUILD:-build/model}
model=${MODEL:-src/onrecord/models/en}
options=(--out "$build" --minutes "${MINUTES:-inf}" ${WORKERS:+--workers "$WORKERS"})
renice -n 10 $$ >/dev/null
export OMP_NUM_THREADS=1
mkdir -p "$build"

case ${START:-shipped} in
  shipped)
    [ -f "$build/start.pt" ] || python -m training.restore "$model" --out "$build/start.pt"
    options+=(--start "$build/start.pt" --rate 1e-4 --rounding-from 0.2 --epochs "${EPOCHS:-4}") ;;
  minilm) options+=(--rate 2e-4 --rounding-from 0.6 --epochs "${EPOCHS:-12}") ;;
  pruned)
    [ -f "$build/start.pt" ] || python -m training.restore "$model" --out "$build/start.pt"
    [ -f "$build/pruned.pt" ] ||
      python -m training.prune "$build/start.pt" --heads "${HEADS:-9}" --inner "${INNER:-896}" --out "$build/pruned.pt"
    options+=(--start "$build/pruned.pt" --teacher "$build/start.pt" --rate 6e-5 --rounding-from 0 --epochs "${EPOCHS:-3}") ;;
  *) echo "START=$START: expected shipped, minilm or pruned." >&2; exit 2 ;;
esac
python -m training.train "${options[@]}" 2>&1 | tee -a "$build/log.txt"
python -m training.export "$build/halfway.pt" "$build/checkpoint.pt" --out "$model"
python -m training.calibrate "$model" | tee -a "$build/log.txt"
python -m training.speakers "$model" | tee -a "$build/log.txt"
echo "Now run 'make bench', and copy its figures into $model/README.md and training/LOG.md."
