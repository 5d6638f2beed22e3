package dev.bobbin.javac;

import dev.bobbin.weave.Signatures;
import dev.bobbin.weave.model.ReturnKind;
import dev.bobbin.weave.model.RuntimeNames;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** What the source's elements and types are to Bobbin. */
final class SourceTypes {
  private static final String BOBBIN = "dev.bobbin.Bobbin";
  private static final String ASYNC_CLOSEABLE = "dev.bobbin.AsyncCloseable";

  private final Elements elements;
  private final Types types;

  SourceTypes(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** A method's return type as the class file will have it; what else there is to know of it. */
  record Returned(String descriptor) {

    Optional<ReturnKind> kind() {
      return ReturnKind.of("()" + descriptor);
    }

    boolean isStage() {
      return kind().isPresent() && kind().get() != ReturnKind.VOID;
    }

    boolean isTask() {
      return descriptor.equals(ReturnKind.TASK.descriptor());
    }

    @Override
    public String toString() {
      return Signatures.returnType("()" + descriptor);
    }
  }

  static boolean isAwait(@Nullable Element element) {
    return element instanceof ExecutableElement
        && element.getSimpleName().contentEquals("await")
        && isNamed(element.getEnclosingElement(), BOBBIN);
  }

  static boolean isAsync(Element method) {
    return method.getAnnotationMirrors().stream().anyMatch(SourceTypes::marksAsync);
  }

  private static boolean marksAsync(AnnotationMirror mirror) {
    return mirror.getAnnotationType().asElement() instanceof TypeElement type
        && RuntimeNames.marksAsync(
            "L" + type.getQualifiedName().toString().replace('.', '/') + ";");
  }

  static boolean isOf(AnnotationMirror mirror, String qualifiedName) {
    return isNamed(mirror.getAnnotationType().asElement(), qualifiedName);
  }

  private static boolean isNamed(@Nullable Element element, String qualifiedName) {
    return element instanceof TypeElement type
        && type.getQualifiedName().contentEquals(qualifiedName);
  }

  /** Whether closing it waits. */
  boolean isAsyncCloseable(@Nullable TypeMirror type) {
    TypeElement wanted = elements.getTypeElement(ASYNC_CLOSEABLE);
    return type != null
        && wanted != null
        && type.getKind() != TypeKind.ERROR
        && types.isSubtype(types.erasure(type), types.erasure(wanted.asType()));
  }

  static boolean isClose(@Nullable Element element) {
    return element instanceof ExecutableElement method
        && method.getSimpleName().contentEquals("close")
        && method.getParameters().isEmpty();
  }

  /** For messages. */
  String simpleName(TypeMirror type) {
    String name = types.erasure(type).toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** What a method returns; null if the type is an error. */
  @Nullable Returned returned(ExecutableElement method) {
    return returned(method.getReturnType());
  }

  /** What a lambda returns, as its interface has it; null if the type is an error. */
  @Nullable Returned returnedByLambda(@Nullable TypeMirror target) {
    TypeMirror type = target == null ? null : returnType(target);
    return type == null ? null : returned(type);
  }

  private @Nullable Returned returned(TypeMirror type) {
    String descriptor = descriptor(types.erasure(type));
    return descriptor == null ? null : new Returned(descriptor);
  }

  private @Nullable String descriptor(TypeMirror erased) {
    return switch (erased.getKind()) {
      case VOID -> "V";
      case BOOLEAN -> "Z";
      case BYTE -> "B";
      case CHAR -> "C";
      case SHORT -> "S";
      case INT -> "I";
      case LONG -> "J";
      case FLOAT -> "F";
      case DOUBLE -> "D";
      case ARRAY -> {
        String component = descriptor(((ArrayType) erased).getComponentType());
        yield component == null ? null : "[" + component;
      }
      case DECLARED -> {
        TypeElement type = (TypeElement) ((DeclaredType) erased).asElement();
        yield "L" + elements.getBinaryName(type).toString().replace('.', '/') + ";";
      }
      default -> null;
    };
  }

  private @Nullable TypeMirror returnType(TypeMirror functional) {
    if (functional instanceof IntersectionType intersection) {
      for (TypeMirror bound : intersection.getBounds()) {
        TypeMirror found = returnType(bound);
        if (found != null) {
          return found;
        }
      }
    }
    if (functional.getKind() != TypeKind.DECLARED) {
      return null;
    }
    DeclaredType declared = (DeclaredType) functional;
    TypeMirror found = null;
    // Several where one overrides another without being its override by name of a subtype: the
    // interface is functional, so all of them are one method and the narrowest type is its own.
    for (ExecutableElement method :
        ElementFilter.methodsIn(elements.getAllMembers((TypeElement) declared.asElement()))) {
      if (method.getModifiers().contains(Modifier.ABSTRACT) && !isOfObject(method)) {
        TypeMirror type = ((ExecutableType) types.asMemberOf(declared, method)).getReturnType();
        found = found == null || types.isSubtype(type, found) ? type : found;
      }
    }
    return found;
  }

  /** A functional interface may declare these besides its one method, as Comparator does. */
  private static boolean isOfObject(ExecutableElement method) {
    List<String> parameters =
        method.getParameters().stream().map(parameter -> parameter.asType().toString()).toList();
    return switch (method.getSimpleName().toString()) {
      case "equals" -> parameters.equals(List.of("java.lang.Object"));
      case "hashCode", "toString" -> parameters.isEmpty();
      default -> false;
    };
  }
}
