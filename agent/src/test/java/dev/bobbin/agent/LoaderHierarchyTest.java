package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.ClassHierarchy;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderHierarchyTest {
  @TempDir Path directory;
  private final DefiningLoader loader = new DefiningLoader();

  private static LoadingClass type(ClassLoader loader, String name, byte[] classFile) {
    return new LoadingClass(loader.getUnnamedModule(), loader, name, false, null, classFile);
  }

  @Test
  void aSupertypeIsFoundAndNothingIsLoadedForIt() throws Exception {
    Path classes =
        new Program(directory)
            .file("app/Base.java", "package app; class Base extends java.util.ArrayList<Base> {}")
            .file("app/Derived.java", "package app; class Derived extends Base {}")
            .compile();
    byte[] derived = Files.readAllBytes(classes.resolve("app/Derived.class"));
    loader.resource("app/Base.class", Files.readAllBytes(classes.resolve("app/Base.class")));
    ClassHierarchy hierarchy = LoaderHierarchy.of(type(loader, "app/Derived", derived));
    assertTrue(hierarchy.mayBe("app/Derived", "java/util/Collection"));
    assertFalse(hierarchy.mayBe("app/Derived", "java/util/Map"));
    assertNull(loader.loaded("app.Base"));
    assertNull(loader.loaded("app.Derived"));
  }

  @Test
  void theJdksClassesAreFoundBehindALoaderThatHidesThem() {
    ClassLoader hiding =
        new ClassLoader() {
          @Override
          public InputStream getResourceAsStream(String name) {
            throw new UnsupportedOperationException("no resources here");
          }
        };
    assertNull(LoaderHierarchy.read(hiding, "java/sql/Date.class"));
    ClassHierarchy hierarchy = LoaderHierarchy.of(type(hiding, "app/Foo", new byte[0]));
    assertTrue(hierarchy.mayBe("java/sql/Date", "java/util/Date"));
    assertFalse(hierarchy.mayBe("java/sql/Date", "java/util/List"));
    assertFalse(hierarchy.mayBe("javax/tools/SimpleJavaFileObject", "java/util/List"));
  }

  @Test
  void aResourceIsReadWhole() {
    byte[] content = new byte[100_000];
    content[99_999] = 1;
    loader.resource("big", content);
    assertArrayEquals(content, LoaderHierarchy.read(loader, "big"));
  }
}
