//! Secrets that are found, and what is none. A `¦` is taken out first: it keeps the keys of these tests, which are
//! made up, from being taken for real ones by whoever scans this repository.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::Redaction;

fn check(lines: &str, expect: &Expect) {
    let redacted: Vec<String> = lines
        .trim()
        .lines()
        .map(|line| Redaction::default().redact(&line.trim().replace('¦', "")))
        .collect();
    expect.assert_eq(&format!("{}\n", redacted.join("\n")));
}

fn check_unchanged(lines: &str) {
    for line in lines.trim().lines() {
        let line = line.trim();
        assert_eq!(Redaction::default().redact(line), line);
    }
}

#[test]
fn tokens_are_known_by_their_form() {
    check(
        r#"
        aws configure set aws_access_key_id AK¦IAZ7Q3M5XW2K4PLTRB
        remote: gh¦p_8sKd02LmQx7ZtV4bNc91RyWeUaHfGj3TpB5o and git¦hub_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ012345
        glp¦at-x8Kd02LmQx7ZtV4bNc91 in CI
        slack: xo¦xb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx, https://hooks.slack.com/ser¦vices/T00000000/B00000000/AbCdEfGh12345678
        stripe: sk_l¦ive_51HxKd02LmQx7ZtV4bNc9
        OpenAI s¦k-proj-Ab12Cd34Ef56Gh78Ij90Kl12, Anthropic s¦k-ant-api03-Ab12Cd34Ef56Gh78Ij90Kl12-XyZ_
        AI¦zaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q and np¦m_8sKd02LmQx7ZtV4bNc91RyWeUaHfGj3TpB5o
        py¦pi-AgEIcHlwaS5vcmcCJDAxMjM0NTY3LTg5YWItY2RlZi0wMTIzLTQ1Njc4OWFiY2RlZg
        session ey¦JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9.
        h¦f_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh
        OpenRouter s¦k-or-v1-cccc3fc1626e53a13043b026c48bbf33feff9243a8f506b40928b5b7a767c76f
        Twilio S¦K584d8c4fa2815d2802827283e0ad8417
        println!("\nAK¦IAZ7Q3M5XW2K4PLTRB\n")
        "#,
        &expect![[r#"
            aws configure set aws_access_key_id <AWS_KEY_1>
            remote: <GITHUB_TOKEN_1> and <GITHUB_TOKEN_2>
            <GITLAB_TOKEN_1> in CI
            slack: <SLACK_TOKEN_1>, https://<SLACK_TOKEN_2>
            stripe: <STRIPE_KEY_1>
            OpenAI <OPENAI_KEY_1>, Anthropic <ANTHROPIC_KEY_1>
            <GOOGLE_KEY_1> and <NPM_TOKEN_1>
            <PYPI_TOKEN_1>
            session <JWT_1>.
            <SERVICE_TOKEN_1>
            OpenRouter <SERVICE_TOKEN_1>
            Twilio <SERVICE_TOKEN_1>
            println!("\n<AWS_KEY_1>\n")
        "#]],
    );
}

#[test]
fn credentials_in_urls_headers_and_cookies() {
    check(
        r#"
        postgres://app:s3cr¦3t@db.internal:5432/orders?sslmode=require
        redis://:p%40ss¦word1@cache:6379/0
        git clone https://x8Kd02LmQx7Z¦tV4bNc91@example.org/repo.git
        mongodb+srv://ops:hunter2@cluster0.example.net
        curl -H "Authorization: Bearer abc¦123def456" https://api.example.org
        Authorization: Basic dXNlcjpwYXNz¦d29yZA==
        headers = {"Authorization": "Bearer x8Kd02Lm¦Qx7ZtV4b"}
        Cookie: theme=dark; PHPSESSID=r2t5uvjq435r4q7ib3vtdjq120
        Set-Cookie: sid=31d4d96e407aad42; Path=/; HttpOnly
        "#,
        &expect![[r#"
            postgres://app:<URL_PASSWORD_1>@db.internal:5432/orders?sslmode=require
            redis://:<URL_PASSWORD_1>@cache:6379/0
            git clone https://<URL_PASSWORD_1>@example.org/repo.git
            mongodb+srv://ops:<URL_PASSWORD_1>@cluster0.example.net
            curl -H "Authorization: Bearer <AUTHORIZATION_1>" https://api.example.org
            Authorization: Basic <AUTHORIZATION_1>
            headers = {"Authorization": "Bearer <AUTHORIZATION_1>"}
            Cookie: <COOKIE_1>
            Set-Cookie: <COOKIE_1>
        "#]],
    );
}

#[test]
fn assignments_in_code_and_settings() {
    check(
        r#"
        password = "hunter2"
        const char *passwd = "swordfish";
        let api_key: &str = "k-29fe81cd";
        self.client_secret = String::from("q8w7e6r5");
        const DB_PASSWORD: &'static str = "correct horse battery staple";
        {"username": "app", "password": "hunter2", "retries": 3}
        "body": "{\"password\": \"hunter2\"}"
        if password == "letmein" {
        client.setPassword("letmein");
        setenv("PGPASSWORD", "letmein", 1);
        auth_token = 'x8Kd02LmQx7ZtV4bNc91'
        encryption_key: "3q2+7wABAgMEBQYHCAkKCw=="
        aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYx8Kd02LmQx7Z
        export API_TOKEN=x8Kd02LmQx
        PASSWORD=swordfish
        DB_PASS=p;w&d(1
        password: hunter2
        spring.datasource.password=swordfish
        Server=db;User Id=app;Password=s3cret!;Encrypt=true
        DefaultEndpointsProtocol=https;AccountName=x;AccountKey=x8Kd02LmQx7ZtV4bNc91RyWeUaHfGj3TpB5o==;
        <password>hunter2</password>
        "#,
        &expect![[r#"
            password = "<PASSWORD_1>"
            const char *passwd = "<PASSWORD_1>";
            let api_key: &str = "<SECRET_1>";
            self.client_secret = String::from("<SECRET_1>");
            const DB_PASSWORD: &'static str = "<PASSWORD_1>";
            {"username": "app", "password": "<PASSWORD_1>", "retries": 3}
            "body": "{\"password\": \"<PASSWORD_1>\"}"
            if password == "<PASSWORD_1>" {
            client.setPassword("<PASSWORD_1>");
            setenv("PGPASSWORD", "<PASSWORD_1>", 1);
            auth_token = '<SECRET_1>'
            encryption_key: "<SECRET_1>"
            aws_secret_access_key = <AWS_SECRET_1>
            export API_TOKEN=<SECRET_1>
            PASSWORD=<PASSWORD_1>
            DB_PASS=<PASSWORD_1>
            password: <PASSWORD_1>
            spring.datasource.password=<PASSWORD_1>
            Server=db;User Id=app;Password=<PASSWORD_1>;Encrypt=true
            DefaultEndpointsProtocol=https;AccountName=x;AccountKey=<SECRET_1>;
            <password><PASSWORD_1></password>
        "#]],
    );
}

#[test]
fn command_lines() {
    check(
        r#"
        tool --password hunter2 --token=x8Kd02LmQx7ZtV4bNc91 --verbose
        mysql -u root -p'hunter2' orders
        mysqldump -h db -phunter2 orders
        PGPASSWORD=hunter2 psql -h db
        //nas/share /mnt cifs username=app,password=hunter2,vers=3.0 0 0
        Environment=DB_PASSWORD=hunter2
        sshpass -p hunter2 ssh host
        curl -u app:hunter2 https://example.org
        docker login -u app -p hunter2 registry
        java -Djavax.net.ssl.keyStorePassword=hunter2 -jar app.jar
        "#,
        &expect![[r#"
            tool --password <PASSWORD_1> --token=<SECRET_1> --verbose
            mysql -u root -p'<PASSWORD_1>' orders
            mysqldump -h db -p<PASSWORD_1> orders
            PGPASSWORD=<PASSWORD_1> psql -h db
            //nas/share /mnt cifs username=app,password=<PASSWORD_1>,vers=3.0 0 0
            Environment=DB_PASSWORD=<PASSWORD_1>
            sshpass -p <PASSWORD_1> ssh host
            curl -u app:<PASSWORD_1> https://example.org
            docker login -u app -p <PASSWORD_1> registry
            java -Djavax.net.ssl.keyStorePassword=<PASSWORD_1> -jar app.jar
        "#]],
    );
}

#[test]
fn private_keys_go_as_a_whole() {
    check(
        r#"
        key: "-----BEGIN OPENSSH PRIV¦ATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----\n"
        "#,
        &expect![[r#"
            key: "<PRIVATE_KEY_1>\n"
        "#]],
    );
    let key = "-----BEGIN RSA PRIV¦ATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\naFDr==\n-----END RSA PRIVATE KEY-----";
    let key = key.replace('¦', "");
    assert_eq!(
        Redaction::default().redact(&format!("before\n{key}\nafter")),
        "before\n<PRIVATE_KEY_1>\nafter"
    );
    let cut = key.split("-----END").next().unwrap();
    assert_eq!(
        Redaction::default().redact(&format!("before\n{cut}\nfn main() {{}}")),
        "before\n<PRIVATE_KEY_1>\n\nfn main() {}"
    );
}

#[test]
fn private_keys_without_armour() {
    let first = "MII¦EvQIBADANBgkqhkiG9w0BAQEFAASCoC6vWCBiJmpflvJfupxqZKm4bV3AyAVH";
    let next = "x8Kd02LmQx7ZtV4bNc91RyWeUaHfGj3TpB5ox8Kd02LmQx7ZtV4bNc91RyWeUaHf";
    let shown = |text: String| Redaction::default().redact(&text.replace('¦', ""));
    for begins in [
        "MII¦EpAIBAAKCAQEA",
        "MH¦cCAQEEI",
        "MI¦GHAgEAMBMGByqGSM49",
        "MC¦4CAQAwBQYDK2VwBCIEI",
        "b3B¦lbnNzaC1rZXktdjEAAAAA",
    ] {
        let text = format!("1.0% key: \"{begins}{next}\"; f(a)");
        assert_eq!(shown(text), "1.0% key: \"<PRIVATE_KEY_1>\"; f(a)", "{begins}");
    }
    assert_eq!(
        shown(format!("{first}\n{next}\naFDr==\nfn main() {{}}")),
        "<PRIVATE_KEY_1>\nfn main() {}"
    );
    assert_eq!(
        shown(format!("k = \"{first}\\n{next}\\naFDr==\\n\"")),
        "k = \"<PRIVATE_KEY_1>\\n\""
    );
    // A certificate and a public key are no secrets, nor is what only begins like a key.
    check_unchanged(&format!(
        "
        MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0Z3VS5JJcds3xfn0aaaa
        if text.starts_with(\"MC4CAQAwBQYDK2V\")
        image/{next}MHcCAQEEI{next}
        SKIP_584d8c4fa2815d2802827283e0ad8417 TASK584d8c4fa2815d2802827283e0ad8417
        "
    ));
}

#[test]
fn addresses_of_people() {
    check(
        "
        Copyright 2024 Jane Doe <jane.doe+x@mail.example.co.uk>.
        mailto:jane@example.com, or j@sub.example.io)
        ",
        &expect![[r#"
            Copyright 2024 Jane Doe <<EMAIL_1>>.
            mailto:<EMAIL_1>, or <EMAIL_2>)
        "#]],
    );
}

#[test]
fn what_is_no_secret_stays() {
    check_unchanged(
        r#"
        password = read_password()
        let password = config.password;
        let password = self.password.clone();
        fn login(user: &str, password: &str) -> Token
        struct Lexer { token: Token, secret: Option<SecretKey> }
        let token = tokens.next();
        let token = lexer.next_token()?;
        token: u64,
        token = token2;
        def connect(user, password=None, token=token): ...
        connect(user=user, password=password, secret=args.secret)
        password: str
        password: string;
        const password = process.env.DB_PASSWORD;
        let key = std::env::var("GAI_API_KEY").ok();
        let password = env::var("DB_PASSWORD")?;
        os.environ["API_TOKEN"]
        PASSWORD=$DB_PASSWORD
        PASSWORD="${DB_PASSWORD}"
        password: "{{ vault_password }}"
        password = "<your password>"
        token = "identifier"
        if token == "function" && first_pass == true {
        expect_token("right_brace")
        map.insert("key", "value")
        cache_key = "d41d8cd98f00b204e9800998ecf8427e"
        primary_key: "order_id"
        tokens_per_second = 1234567
        max_tokens=4096
        the --password option is read from a file; use --token FILE
        Enter password:
        PWD=/home/app OLDPWD=/var/log
        commit 9fceb02d0ae598e95dc970b74767f19372d61af8
        build-id 4e5f1d2c3b4a5968778695a4b3c2d1e0f9e8d7c6
        _ZN4core3fmt9Formatter3pad17h0123456789abcdefE
        core::fmt::Formatter::pad::h0123456789abcdef
        550e8400-e29b-41d4-a716-446655440000
        0x00007f3a5c0d1e2f ffffffff81a00b30 entry_SYSCALL_64_after_hwframe
        data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk
        "integrity": "sha512-oRJTr2yHFJYQbPm1qWk2wGk8kK0q1b9tQm3xv8y4KzJ1Vh0bYt4sHq0xN2mZk1Qe=="
        checksum = "3db2be46835f013dd3f4fa7f5f7402c537787b54ebb6fe2b94bbdd7e2669bb7b"
        memcpy@@GLIBC_2.14 malloc@plt getty@tty1.service icon@2x.png
        git@github.com:org/repo.git golang.org/x/sys@v0.1.0/unix semver@7.5.4-rc.beta
        let view = this@MainActivity.title; x = a@weights.reshape(3)
        @app.route("/login") @Override
        https://example.org:8080/path@2.0?q=a:b
        scheme://user:password@host
        skip-this-very-long-name-of-a-file-that-begins-with-sk
        sk-learn-based-regression-of-things and task_test_1234567890ab
        -----BEGIN PUBLIC KEY-----
        const BEGIN: &str = "-----BEGIN PRIVATE KEY-----"; const END: &str = "-----END PRIVATE KEY-----";
        cookie: Option<Cookie>, set_cookie(name, value)
        "Authorization: Bearer {}", format!("Bearer {token}"), authorization: Authorization
        mysql -u root -p orders
        curl -u "$USER:$PASS" https://example.org
        ps aux shows mysql, then type -p in the shell
        "#,
    );
}

#[test]
fn the_same_value_has_the_same_placeholder() {
    let mut redaction = Redaction::default();
    let first = redaction.redact("password = 'hunter2'; other_password = 'swordfish'");
    let second = redaction.redact("password = 'swordfish'; old_password = 'hunter2'");
    assert_eq!(
        first,
        "password = '<PASSWORD_1>'; other_password = '<PASSWORD_2>'"
    );
    assert_eq!(second, "password = '<PASSWORD_2>'; old_password = '<PASSWORD_1>'");
    assert_eq!(
        redaction.restore(&second),
        "password = 'swordfish'; old_password = 'hunter2'"
    );
    assert_eq!(format!("{redaction:?}"), "Redaction(2 secrets)");
}

#[test]
fn a_secret_is_found_where_it_stands_alone_too() {
    let mut redaction = Redaction::default();
    assert_eq!(
        redaction.redact("./app s3cr3t-9x\npassword = \"s3cr3t-9x\"\nnot s3cr3t-9xyz"),
        "./app <PASSWORD_1>\npassword = \"<PASSWORD_1>\"\nnot s3cr3t-9xyz"
    );
}

#[test]
fn placeholders_that_were_there_before_are_not_ours() {
    let mut redaction = Redaction::default();
    let text = "write <PASSWORD_1> for the password = \"hunter2\", <AWS_KEY_12>, <T_1>, <PASSWORD_x>";
    let redacted = redaction.redact(text);
    assert_eq!(
        redacted,
        "write <QUOTED_1> for the password = \"<PASSWORD_1>\", <QUOTED_2>, <T_1>, <PASSWORD_x>"
    );
    assert_eq!(redaction.restore(&redacted), text);
    assert_eq!(
        redaction.restore("<PASSWORD_2> <PASSWORD_1"),
        "<PASSWORD_2> <PASSWORD_1"
    );
}

#[test]
fn a_stream_is_held_back_no_longer_than_needed() {
    let mut redaction = Redaction::default();
    let _ = redaction.redact("password = \"hunter2\"");
    let mut restorer = redaction.restorer();
    let mut shown = Vec::new();
    for part in [
        "a <",
        "P",
        "ASSWORD_1",
        "> b <",
        "< <PASS",
        " <PASSWORD_2> Vec<u8>",
        "<",
    ] {
        shown.push(restorer.feed(part));
    }
    shown.push(restorer.finish());
    assert_eq!(
        shown,
        [
            "a ",
            "",
            "",
            "hunter2 b ",
            "<< ",
            "<PASS <PASSWORD_2> Vec<u8>",
            "",
            "<"
        ]
    );
}

#[test]
fn what_looks_like_a_placeholder_may_name_a_secret() {
    let text = "<PASSWORD_1>hunter2</PASSWORD_1>";
    let mut redaction = Redaction::default();
    let redacted = redaction.redact(text);
    assert_eq!(redacted, "<QUOTED_1><PASSWORD_1></PASSWORD_1>");
    assert_eq!(redaction.restore(&redacted), text);
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("password = \"hunter2\" ".to_owned()),
        Just("API_KEY=abcdef123\n".to_owned()),
        Just("<PASSWORD_1>".to_owned()),
        Just("<QUOTED_1>".to_owned()),
        Just("jane@example.org ".to_owned()),
        Just("postgres://a:b1@c/ ".to_owned()),
        "[<>_A-Z1-3 é]{0,8}",
        ".{0,6}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_was_taken_out_comes_back(text in pieces()) {
        let mut redaction = Redaction::default();
        let redacted = redaction.redact(&text);
        prop_assert_eq!(redaction.restore(&redacted), text.clone());
        prop_assert_eq!(Redaction::default().redact(&text), redacted);
    }

    #[test]
    fn any_parts_of_a_stream_give_the_whole(text in pieces(), cuts in proptest::collection::vec(0_usize..200, 0..12)) {
        let mut redaction = Redaction::default();
        let _ = redaction.redact("password = \"hunter2\" <PASSWORD_1>");
        let mut restorer = redaction.restorer();
        let mut restored = String::new();
        let mut rest = text.as_str();
        for cut in cuts {
            let cut = rest.char_indices().map(|(at, _)| at).nth(cut % 9).unwrap_or(rest.len());
            restored.push_str(&restorer.feed(&rest[..cut]));
            rest = &rest[cut..];
        }
        restored.push_str(&restorer.feed(rest));
        restored.push_str(&restorer.finish());
        prop_assert_eq!(restored, redaction.restore(&text));
    }
}
