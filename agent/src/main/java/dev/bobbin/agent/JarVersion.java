package dev.bobbin.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The version of Bobbin's jars, from the manifest in the jar that a class lies in. A manifest only
 * counts if its title is that jar's own: in an application's jar that holds everything, the version
 * is the application's.
 */
final class JarVersion {
  private JarVersion() {}

  /** Returns null if this agent does not come from a jar of its own. */
  static @Nullable String ofAgent() {
    return of(PreMain.class, "Bobbin Agent");
  }

  /**
   * Returns the version of the runtime that a class of it belongs to, or null if it does not come
   * from a jar of its own.
   */
  static @Nullable String ofRuntime(Class<?> member) {
    return of(member, "Bobbin Runtime");
  }

  private static @Nullable String of(Class<?> member, String title) {
    Package home = member.getPackage();
    if (home.getImplementationTitle() != null) { // by the class loader, which has read the manifest
      return title.equals(home.getImplementationTitle()) ? home.getImplementationVersion() : null;
    }
    // In a named module, or by a loader that keeps manifests to itself.
    Attributes manifest = manifestBeside(member);
    return manifest != null && title.equals(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
        ? manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION)
        : null;
  }

  /** Returns null where there is none, as in a directory of classes. */
  private static @Nullable Attributes manifestBeside(Class<?> member) {
    String path = "/" + member.getName().replace('.', '/') + ".class";
    URL url = member.getResource(path);
    if (url == null || !url.toExternalForm().endsWith(path)) {
      return null;
    }
    String root = url.toExternalForm();
    root = root.substring(0, root.length() - path.length());
    try {
      URLConnection manifest = new URL(root + "/META-INF/MANIFEST.MF").openConnection();
      manifest.setUseCaches(false); // would keep the jar open after its loader closed it
      try (InputStream in = manifest.getInputStream()) {
        return new Manifest(in).getMainAttributes();
      }
    } catch (IOException e) {
      return null;
    }
  }
}
