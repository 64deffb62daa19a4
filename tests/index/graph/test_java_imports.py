"""Every rule by which an import of Java finds a file."""

from __future__ import annotations

from tests.index.graph.edges import check_edges, check_outside


def test_classes_members_and_classes_in_classes() -> None:
    text = """
#- src/main/java/com/acme/App.java
package com.acme;
import com.acme.text.Splitter;
import com.acme.text.Outer.Inner;
import static com.acme.text.Joiner.join;
import static com.acme.text.Joiner.*;
import com.acme.text.Gone;
import java.util.List;
#- src/main/java/com/acme/text/Splitter.java
package com.acme.text;
#- src/main/java/com/acme/text/Outer.java
package com.acme.text;
#- src/main/java/com/acme/text/Joiner.java
package com.acme.text;
"""
    check_edges(
        text,
        "src/main/java/com/acme/App.java:2 src/main/java/com/acme/text/Splitter.java",
        "src/main/java/com/acme/App.java:3 src/main/java/com/acme/text/Outer.java",
        "src/main/java/com/acme/App.java:4 src/main/java/com/acme/text/Joiner.java",
        "src/main/java/com/acme/App.java:5 src/main/java/com/acme/text/Joiner.java",
    )
    check_outside(
        text,
        "src/main/java/com/acme/App.java:6 com.acme.text missing",
        "src/main/java/com/acme/App.java:7 java.util",
    )


def test_a_package_as_a_whole_may_mean_any_of_its_files() -> None:
    check_edges(
        "#- a/App.java\npackage a;\nimport b.*;\nimport c.*;\n#- b/X.java\npackage b;\n#- b/Y.java\n#- c/Z.java\n",
        "a/App.java:2 b/X.java possible",
        "a/App.java:2 b/Y.java possible",
        "a/App.java:3 c/Z.java",
    )


def test_of_two_files_with_one_name_the_nearer_one() -> None:
    check_edges(
        """
#- one/src/test/java/p/T.java
package p;
import p.x.A;
#- one/src/main/java/p/x/A.java
package p.x;
#- two/src/main/java/p/x/A.java
package p.x;
#- two/src/main/java/p/B.java
package p;
import p.x.A;
#- three/src/main/java/p/C.java
package p;
import p.x.A;
""",
        "one/src/test/java/p/T.java:2 one/src/main/java/p/x/A.java",
        "two/src/main/java/p/B.java:2 two/src/main/java/p/x/A.java",
        "three/src/main/java/p/C.java:2 one/src/main/java/p/x/A.java possible",
        "three/src/main/java/p/C.java:2 two/src/main/java/p/x/A.java possible",
    )


def test_a_folder_that_ends_alike_is_another_package() -> None:
    check_edges(
        """
#- App.java
import util.Text;
#- deep/util/Text.java
package deep.util;
#- code/util/Text.java
package util;
""",
        "App.java:1 code/util/Text.java",
    )
