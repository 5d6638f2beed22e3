// Each run is about one parameter, or two; the third weaves what the others left and reports it.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs('Skipped')
project.has(
    [
      'Woven classes: 2, async methods: 2, suspension points: 2',
      'Woven classes: 3, async methods: 3, suspension points: 3'
    ],
    project.summaries())
project.has(
    [
      "Woven classes: 3, async methods: 3, suspension points: 3, in ${new File(basedir, 'target/classes')}",
      'woven: demo.Later, async methods 1, suspension points 1, frame classes 1',
      'woven: demo.old.Old, async methods 1, suspension points 1, frame classes 1',
      'woven: other.Other, async methods 1, suspension points 1, frame classes 1',
      'woven before: demo.Latest',
      'woven before: demo.Main'
    ]*.toString(),
    new File(basedir, 'target/bobbin/weave.txt').readLines())
project.logs('Parameter excludes: "demo.*.Later" names no class; write com.acme.Foo or com.acme.*')
