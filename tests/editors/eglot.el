;;; eglot.el --- Emacs and eglot, set up with the lines of editors/emacs/README.md  -*- lexical-binding: t -*-

;;   emacs --batch -l eglot.el -- README HEADING WORKSPACE RECORDED|FRESH
;;
;; Everything is waited for with a deadline; an error ends Emacs with 255.

(require 'cl-lib)
(require 'flymake)

(defconst test-patience 20 "Seconds.")

(defun test-say (&rest format)
  "Print a line of FORMAT."
  (princ (concat (apply #'format format) "\n")))

(defun test-wait-for (what condition)
  "Wait until CONDITION, a function, gives something, and give that; WHAT is for messages."
  (let ((deadline (+ (float-time) test-patience))
        result)
    (while (not (setq result (funcall condition)))
      (when (> (float-time) deadline)
        (error "No %s within %s s" what test-patience))
      ;; What happens between two keys: hooks, output of the server, timers. Idle timers do not run in batch;
      ;; this is what eglot's does.
      (run-hooks 'post-command-hook)
      (when (eglot-current-server)
        (eglot--signal-textDocument/didChange))
      (accept-process-output nil 0.01)
      ;; Takes the news of changed files, which come as keys do.
      (read-event nil nil 0.01))
    (test-say "%s" what)
    result))

(defun test-lines-of (readme heading)
  "The code that a user copies from below HEADING of README."
  (with-temp-buffer
    (insert-file-contents readme)
    (re-search-forward (format "^## %s$" (regexp-quote heading)))
    (re-search-forward "^```elisp\n")
    (let ((start (point)))
      (re-search-forward "^```$")
      (buffer-substring start (match-beginning 0)))))

(defun test-findings (pattern)
  "The diagnostics of the buffer whose text matches PATTERN."
  (cl-remove-if-not (lambda (one) (string-match-p pattern (flymake-diagnostic-text one)))
                    (flymake-diagnostics)))

(defun test-line-of (text)
  "The number of the line with TEXT."
  (save-excursion
    (goto-char (point-min))
    (search-forward text)
    (line-number-at-pos)))

(defconst test-hot-function "struct entry *table_find(")
(defconst test-hot-line "entry->hash == hash && strcmp")

(defun test-wait-for-heat (what)
  "Wait until the hot function and the hot line are where their text is; WHAT is for messages."
  (test-wait-for
   what
   (lambda ()
     (let ((is-at (lambda (text)
                    (lambda (one) (= (line-number-at-pos (flymake-diagnostic-beg one)) (test-line-of text)))))
           (percent "[0-9.]+ %"))
       (let ((on-function
              (cl-find-if (funcall is-at test-hot-function)
                          (test-findings (format "`table_find` is hot: %s self, %s total of cpu-clock" percent percent))))
             (on-line (cl-find-if (funcall is-at test-hot-line)
                                  (test-findings (format "hot: %s self" percent)))))
         (and on-function on-line (list on-function on-line)))))))

(defun test-hover (text)
  "What the server says over the end of TEXT, as eglot formats it."
  (save-excursion
    (goto-char (point-min))
    (search-forward text)
    (backward-char)
    (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
      (substring-no-properties (eglot--format-markup (plist-get hover :contents))))))

(defun test-act (text title)
  "Pick the code action TITLE at the end of TEXT, as a user does."
  (goto-char (point-min))
  (search-forward text)
  (let ((last-nonmenu-event ?a))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt actions &rest _)
                 (test-say "actions")
                 (dolist (action actions)
                   (test-say "  | %s" (car action)))
                 (or (car (assoc title actions))
                     (error "No action %s" title)))))
      (eglot-code-actions (point) (point) nil t))))

(let* ((arguments (cdr (member "--" command-line-args)))
       (readme (nth 0 arguments))
       (heading (nth 1 arguments))
       (workspace (file-name-as-directory (nth 2 arguments)))
       (recorded (equal (nth 3 arguments) "RECORDED")))
  (setq command-line-args-left nil)
  (eval (car (read-from-string (format "(progn %s)" (test-lines-of readme heading)))) t)
  (progn
    (find-file (concat workspace "src/table.c"))
    (test-wait-for "server" #'eglot-current-server)
    (let ((first (test-wait-for-heat "heat on the function and on the line")))
      (dolist (one first)
        (test-say "  %s" (flymake-diagnostic-text one)))
      (when recorded
        (cl-assert (test-findings "27.3 % self, 49.7 % total of cpu-clock.*78 of 286 samples, ±11 %"))
        (cl-assert (test-findings "21.7 % self, 37.4 % total"))))
    (let ((hover (test-hover "*table_find")))
      (dolist (line (split-string hover "\n"))
        (test-say "  | %s" line))
      (dolist (part '("% self" "% total" "samples" "table_add"))
        (cl-assert (string-match-p part hover) t)))
    (cl-assert (string-match-p "% self" (test-hover "&& strcmp")) t)

    ;; Heat moves with edits that are not saved.
    (goto-char (point-min))
    (insert "/* one\n * two */\n\n")
    (test-wait-for-heat "heat after three lines were inserted above")
    (goto-char (point-min))
    (forward-line (1- (test-line-of test-hot-line)))
    (insert "        /* in between */\n")
    (test-wait-for-heat "heat after a line was inserted within the function")

    ;; And stays when they are saved.
    (let ((inhibit-message t))
      (save-buffer))
    (goto-char (point-min))
    (delete-region (point) (line-beginning-position 4))
    (test-wait-for-heat "heat after saving and deleting the lines again")

    ;; All of it can be hidden and shown.
    (test-act test-hot-function "Hide heat")
    (test-wait-for "finding while hidden" (lambda () (null (flymake-diagnostics))))
    (test-act test-hot-function "Show heat")
    (test-wait-for-heat "heat when it is shown again")

    ;; All of it goes when the profile goes, and comes back with it.
    (let* ((profile (car (directory-files-recursively workspace "\\`cpu\\.perf\\.txt\\'")))
           (away (concat profile ".away")))
      (rename-file profile away)
      (test-wait-for "finding any more" (lambda () (null (flymake-diagnostics))))
      (rename-file away profile)
      ;; The file has been changed and saved since, so nothing is known of its lines.
      (test-wait-for "heat of the function with the profile back"
                     (lambda () (test-findings "`table_find` is hot.*changed since the recording")))
      (delete-file profile)
      (test-wait-for "finding any more" (lambda () (null (flymake-diagnostics)))))
    (eglot-shutdown (eglot-current-server))))

;;; eglot.el ends here
