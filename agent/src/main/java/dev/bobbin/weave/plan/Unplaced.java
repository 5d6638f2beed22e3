package dev.bobbin.weave.plan;

import dev.bobbin.weave.model.SavedValue;
import org.jspecify.annotations.Nullable;

/** A value that has to be saved and has no field yet. */
record Unplaced(SavedValue.Place place, int index, Object type, @Nullable String variable) {}
