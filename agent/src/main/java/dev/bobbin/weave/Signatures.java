package dev.bobbin.weave;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;

/** Methods as a programmer writes them. */
public final class Signatures {

  /**
   * The name of a lambda's body, by javac, ecj or kotlinc, with a number that tells nobody
   * anything.
   */
  private static final Pattern LAMBDA =
      Pattern.compile(
          "lambda\\$(?<javac>.+)\\$\\d+|lambda\\$\\d+|(?<kotlinc>.+?)(\\$lambda\\$\\d+)+");

  private Signatures() {}

  /** The return type in a method's descriptor, without its package. */
  public static String returnType(String descriptor) {
    return shortName(Type.getReturnType(descriptor));
  }

  /** E.g. {@code Task OrderService.place(Order, int)}. */
  static String of(String owner, String name, String descriptor) {
    String type = shortName(Type.getObjectType(owner));
    String arguments =
        Arrays.stream(Type.getArgumentTypes(descriptor))
            .map(Signatures::shortName)
            .collect(Collectors.joining(", ", "(", ")"));
    if (name.equals("<init>")) {
      return type + arguments;
    }
    if (name.equals("<clinit>")) {
      return "the static initialiser of " + type;
    }
    Matcher lambda = LAMBDA.matcher(name);
    if (lambda.matches()) {
      String javac = lambda.group("javac");
      String method = javac == null ? lambda.group("kotlinc") : javac;
      return "a lambda in " + type + (method == null ? "" : "." + method); // ecj names none
    }
    return returnType(descriptor) + " " + type + "." + name + arguments;
  }

  /** Whether a compiler named it as the body of a lambda; kotlinc marks it by nothing else. */
  static boolean isOfLambda(String name) {
    return LAMBDA.matcher(name).matches();
  }

  private static String shortName(Type type) {
    String name = type.getClassName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
