module demo {
  requires dev.bobbin;
}
