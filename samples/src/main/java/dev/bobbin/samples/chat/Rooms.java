package dev.bobbin.samples.chat;

import dev.bobbin.Task;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who is here, in which room, and what a line means. A thousand conversations share these maps
 * without a lock: nothing in here awaits, so nobody ever sees them half changed.
 */
final class Rooms {

  static final String HELP = "* /nick NAME, /join ROOM, /who, /leave, /quit; the rest is said";

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,20}");

  private final Set<Member> all = new LinkedHashSet<>();
  private final Map<String, Member> byNick = new LinkedHashMap<>();
  private final Map<String, Set<Member>> rooms = new LinkedHashMap<>();

  void enter(Member member) {
    all.add(member);
    member.tell(HELP);
  }

  void exit(Member member) {
    leave(member, member.tooSlow ? "was too slow and is out" : "has left");
    if (member.nick != null) {
      byNick.remove(member.nick);
    }
    all.remove(member);
  }

  List<Member> members() {
    return List.copyOf(all);
  }

  /**
   * Does what a line asks for.
   *
   * @return done when the member may say more
   */
  Task<Void> hear(Member member, String line) {
    String[] words = line.strip().split("\\s+", 2);
    String name = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "" -> {} // an empty line says nothing
      case "/nick" -> rename(member, name);
      case "/join" -> join(member, name);
      case "/leave" -> leave(member, "has left");
      case "/who" -> member.tell("* here: " + nicks(roomOf(member)));
      default -> {
        return say(member, line);
      }
    }
    return Task.done();
  }

  private void rename(Member member, String nick) {
    if (!NAME.matcher(nick).matches()) {
      member.tell("* a name is 1 to 20 letters, digits, - or _");
    } else if (byNick.putIfAbsent(nick, member) != null) {
      member.tell("* there is a " + nick + " already");
    } else {
      if (member.nick != null) {
        byNick.remove(member.nick);
        tell(roomOf(member), "* " + member.nick + " is now " + nick);
      }
      member.nick = nick;
      member.tell("* you are " + nick);
    }
  }

  private void join(Member member, String room) {
    if (member.nick == null) {
      member.tell("* say who you are first: /nick NAME");
    } else if (!NAME.matcher(room).matches()) {
      member.tell("* a room is 1 to 20 letters, digits, - or _");
    } else {
      leave(member, "has left");
      Set<Member> inside = rooms.computeIfAbsent(room, r -> new LinkedHashSet<>());
      tell(inside, "* " + member.nick + " has come");
      inside.add(member);
      member.room = room;
      member.tell("* you are in " + room + " with " + nicks(inside));
    }
  }

  private void leave(Member member, String why) {
    if (member.room == null) {
      return;
    }
    Set<Member> inside = roomOf(member);
    inside.remove(member);
    tell(inside, "* " + member.nick + " " + why);
    if (inside.isEmpty()) {
      rooms.remove(member.room);
    }
    member.room = null;
  }

  private Task<Void> say(Member member, String line) {
    if (member.room == null) {
      member.tell(HELP);
      return Task.done();
    }
    String said = member.nick + ": " + line;
    for (Member other : roomOf(member)) {
      if (other != member) {
        other.tell(said);
      }
    }
    return member.echo(said);
  }

  /** Whoever turns out to be too slow leaves later, when the conversation ends: not in here. */
  private static void tell(Collection<Member> members, String line) {
    members.forEach(member -> member.tell(line));
  }

  private Set<Member> roomOf(Member member) {
    return member.room == null ? Set.of() : rooms.getOrDefault(member.room, Set.of());
  }

  private static String nicks(Set<Member> members) {
    return members.stream().map(member -> "" + member.nick).collect(Collectors.joining(", "));
  }
}
