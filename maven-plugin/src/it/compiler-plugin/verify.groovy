// The error and the warning stand in the log with file, line and column.

def expect(boolean holds, Object otherwise) {
  if (!holds) {
    throw new AssertionError(otherwise)
  }
}

def log = new File(basedir, 'build.log').text
expect(
    log.contains('Orders.java:[19,29] [await-in-lambda] await in a lambda that returns void'),
    'the await in the lambda is to be refused, see build.log')
expect(
    log.contains('Orders.java:[18,5] [dropped-task] the task of save() is dropped'),
    'the dropped task is to be warned of, see build.log')

// What README.md tells to write is what this project has.
def plain = { String xml -> xml.replaceAll(/\s+/, '') }
def readme = new File(basedir, '../../../../README.md').text
def blocks = readme.split('```').findAll { it.startsWith('xml') && it.contains('-Xplugin:Bobbin') }
expect(blocks.size() == 1, 'README.md has one block for the compiler plugin')
expect(
    plain(new File(basedir, 'pom.xml').text).contains(plain(blocks[0].substring('xml'.length()))),
    'README.md and this pom.xml differ')
