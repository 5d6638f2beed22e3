/**
 * A window that downloads and computes and stays responsive: {@link
 * dev.bobbin.samples.desktop.Desktop}. Swing's thread is the event loop, so async methods may touch
 * the window before and after every await, and nothing is handed from thread to thread by hand.
 */
@NullMarked
package dev.bobbin.samples.desktop;

import org.jspecify.annotations.NullMarked;
