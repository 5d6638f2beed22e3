package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinksTest {

  private static final URI PAGE = URI.create("http://a.example/b/c?d=e");

  @Test
  void hrefsAreFoundHoweverTheyAreQuoted() {
    links("<a href=\"x y\">", "http://a.example/b/x%20y");
    links("<a href='x\"y'>");
    links("<A title='t' HREF = 'x'>", "http://a.example/b/x");
    links("<a\nid=1 href=x>text</a><a href=/y>", "http://a.example/b/x", "http://a.example/y");
    links("<a href=\" ?p=1&amp;q=2 \">", "http://a.example/b/c?p=1&q=2");
  }

  @Test
  void whatIsNoLinkIsLeftOut() {
    links("<abbr href='x'> <a data-href='x'> <a name='x'> <link href='x'>");
    links("<!-- <a href='x'> --><script>'<a href=\"x\">'</script><style><a href='x'></style>");
    links("<a href='#top'> <a href=''> <a href='mailto:a@b'> <a href='javascript:go()'>");
    links("<a href='http://'> <a href='http://[x'> <a href='ftp://a/b'> <a href='%'>");
  }

  @Test
  void oneAddressHasOneSpelling() {
    links("<a href='HTTP://A.Example:80'>", "http://a.example/");
    links("<a href='https://a.example:443/x#y'>", "https://a.example/x");
    links("<a href='//b.example:8080/x/./y/../z'>", "http://b.example:8080/x/z");
    links("<a href='../../../x'>", "http://a.example/x");
    links("<a href='/ü'>", "http://a.example/%C3%BC");
  }

  private static void links(String html, String... expected) {
    List<URI> uris = Stream.of(expected).map(URI::create).toList();
    assertEquals(uris, Links.in(PAGE, html), html);
  }
}
