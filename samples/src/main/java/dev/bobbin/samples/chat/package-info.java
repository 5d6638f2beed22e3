/**
 * A chat server and its client, over TCP: {@link dev.bobbin.samples.chat.Chat} starts either.
 * {@link dev.bobbin.samples.chat.ChatServer} shows what a connection is, two tasks that end
 * together; {@link dev.bobbin.samples.chat.Rooms} that a thousand of them share plain maps; and
 * {@link dev.bobbin.samples.chat.Member} that nobody waits for a reader who is slow.
 */
@NullMarked
package dev.bobbin.samples.chat;

import org.jspecify.annotations.NullMarked;
