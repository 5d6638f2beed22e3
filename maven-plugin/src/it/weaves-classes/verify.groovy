// The program runs without an agent, and the second run of the goal found nothing left to do.

def expect(boolean holds, Object otherwise) {
  if (!holds) {
    throw new AssertionError(otherwise)
  }
}

def log = new File(basedir, 'build.log').text
expect(
    log.contains('Wove 1 class(es), 1 async method(s), 1 suspension point(s)'),
    'the first run is to weave one class, see build.log')
expect(log.contains('Nothing to weave'), 'the second run is to find nothing, see build.log')

def classes = new File(basedir, 'target/classes')
def files = new File(classes, 'demo').list() as List
expect(files.any { it.contains('$frame$') }, files)

def runtime = new File(
    localRepositoryPath,
    "dev/bobbin/bobbin-runtime/$projectVersion/bobbin-runtime-${projectVersion}.jar")
def java = new File(System.getProperty('java.home'), 'bin/java').path
def program = [java, '-cp', [classes, runtime].join(File.pathSeparator), 'demo.Greeting'].execute()
def out = new StringBuilder()
def err = new StringBuilder()
program.waitForProcessOutput(out, err)
expect(program.exitValue() == 0, err)
expect(out.toString().trim() == 'Hello, world', out)
