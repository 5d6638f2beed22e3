package dev.bobbin.weave.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that is copied to a field of the coroutine frame and back.
 *
 * @param index the local slot, or the position in the operand stack from the bottom
 * @param type the verifier's type, which is the field's own: reading it back needs no cast, which
 *     could name a type that this class may not access
 */
public record SavedValue(
    Place place, int index, Object type, FrameField field, @Nullable String variable) {

  /** Where the value is while the method runs. */
  public enum Place {
    LOCAL,
    STACK
  }

  /** The value saved for a slot or stack position, if one is. */
  public static @Nullable SavedValue find(List<SavedValue> saved, Place place, int index) {
    for (SavedValue value : saved) {
      if (value.place() == place && value.index() == index) {
        return value;
      }
    }
    return null;
  }
}
