/**
 * A game whose 10,000 actors follow scripts, all on one loop that the game turns by hand, 60 times
 * a second: {@link dev.bobbin.samples.game.Game}. The scripts, in {@code Actor}, read as they are
 * played, with an await where a move takes time; without await each would be a switch over states.
 */
@NullMarked
package dev.bobbin.samples.game;

import org.jspecify.annotations.NullMarked;
