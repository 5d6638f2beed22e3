// The second and the fourth run change nothing. The third, after one source was edited and one class
// removed, rewrites the one, and removes the frames that neither has any more.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.has(
    [
      'Woven classes: 3, async methods: 4, suspension points: 4',
      'Nothing to weave',
      'Woven classes: 1, async methods: 1, suspension points: 1',
      'Nothing to weave'
    ],
    project.summaries())

def untouched = ['target/classes/demo/Main.class', 'target/classes/demo/Main$lambda$main$0$frame$1.class']
def rewritten = ['target/classes/demo/Edited.class', 'target/classes/demo/Edited$name$frame$1.class']
untouched.each { project.isOlder(it, 'target/stamp-of-2/stamp.txt') }
rewritten.each { project.isOlder('target/stamp-of-3/stamp.txt', it) }
rewritten.each { project.isOlder(it, 'target/stamp-of-4/stamp.txt') }

project.has(
    ['Edited$name$frame$1.class', 'Main$lambda$main$0$frame$1.class'],
    project.frames('target/classes'))
project.prints('Hello, second', 'demo.Main')
