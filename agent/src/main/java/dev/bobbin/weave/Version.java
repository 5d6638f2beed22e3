package dev.bobbin.weave;

/** The weaver's own version, from the manifest of its jar. */
final class Version {

  private Version() {}

  static String get() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
