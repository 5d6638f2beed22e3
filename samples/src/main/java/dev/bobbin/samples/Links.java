package dev.bobbin.samples;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the links of an HTML page: the {@code href} of each {@code <a>}, resolved and normalised so
 * that two spellings of one address are equal. A pattern, not a parser: good for a crawler's needs.
 */
final class Links {

  private static final Pattern NO_LINKS_INSIDE =
      Pattern.compile("(?is)<!--.*?-->|<(script|style)\\b.*?</\\1\\s*>");

  private static final Pattern HREF =
      Pattern.compile(
          "(?is)<a\\s(?:[^>]*?\\s)?href\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))");

  private Links() {}

  /** Returns the addresses that {@code html}, read from {@code page}, links to, in its order. */
  static List<URI> in(URI page, String html) {
    List<URI> links = new ArrayList<>();
    Matcher href = HREF.matcher(NO_LINKS_INSIDE.matcher(html).replaceAll(""));
    while (href.find()) {
      int quoting = href.group(1) != null ? 1 : href.group(2) != null ? 2 : 3;
      resolve(page, href.group(quoting).strip().replace("&amp;", "&")).ifPresent(links::add);
    }
    return links;
  }

  /** Empty where the link leads nowhere a crawler can go: mailto:, javascript:, a mere #anchor. */
  static Optional<URI> resolve(URI page, String reference) {
    if (reference.isEmpty() || reference.startsWith("#")) {
      return Optional.empty();
    }
    // URI resolves "?q" by RFC 2396, against the directory; browsers keep the page's own path.
    String target = reference.startsWith("?") ? page.getRawPath() + reference : reference;
    try {
      return normal(page.resolve(new URI(target.replace(" ", "%20"))));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  /** The one spelling of an http or https address: no fragment, no dots, a path, ASCII only. */
  static Optional<URI> normal(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      return Optional.empty();
    }
    URI plain = uri.normalize();
    String path = plain.getRawPath().isEmpty() ? "/" : plain.getRawPath();
    while (path.startsWith("/../")) { // above the root is the root
      path = path.substring(3);
    }
    String query = plain.getRawQuery() == null ? "" : "?" + plain.getRawQuery();
    String address = scheme + "://" + site(plain) + path + query;
    return Optional.of(URI.create(URI.create(address).toASCIIString()));
  }

  /** Returns host and port, without a port that goes without saying. */
  static String site(URI uri) {
    boolean usual =
        uri.getPort() == -1 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
    return uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort());
  }
}
