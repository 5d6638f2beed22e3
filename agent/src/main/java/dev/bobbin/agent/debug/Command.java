package dev.bobbin.agent.debug;

/**
 * The protocol's numbers: commands with their set in the upper byte, kinds of events and others.
 */
final class Command {
  static final int CLASSES_BY_SIGNATURE = 0x0102;
  static final int ID_SIZES = 0x0107;
  static final int RESUME_ALL = 0x0109;
  static final int SIGNATURE = 0x0201;
  static final int FIELDS = 0x0204;
  static final int METHODS = 0x0205;
  static final int METHODS_WITH_GENERIC = 0x020F;
  static final int SUPERCLASS = 0x0301;
  static final int LINE_TABLE = 0x0601;
  static final int TYPE_OF_OBJECT = 0x0901;
  static final int FIELD_VALUES = 0x0902;
  static final int INVOKE_METHOD = 0x0906;
  static final int RESUME_THREAD = 0x0B03;
  static final int FRAMES = 0x0B06;
  static final int FRAME_COUNT = 0x0B07;
  static final int SET_REQUEST = 0x0F01;
  static final int CLEAR_REQUEST = 0x0F02;
  static final int CLEAR_ALL_BREAKPOINTS = 0x0F03;
  static final int THIS_OBJECT = 0x1003;
  static final int EVENTS = 0x4064;

  static final int SINGLE_STEP = 1;
  static final int BREAKPOINT = 2;
  static final int CLASS_PREPARE = 8;
  static final int VM_DEATH = 99;

  static final int SUSPEND_NONE = 0;
  static final int SUSPEND_THREAD = 1;
  static final int SUSPEND_ALL = 2;

  static final int STEP_LINE = 1;
  static final int STEP_INTO = 0;
  static final int STEP_OUT = 2;

  private Command() {}
}
