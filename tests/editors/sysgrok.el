;;; sysgrok.el --- The package for Emacs does each thing, in batch  -*- lexical-binding: t -*-

;;   emacs --batch -l sysgrok.el -- FOLDER-OF-THE-PACKAGE WORKSPACE
;;
;; The workspace is a copy of tests/workspaces/c with its recording.  Everything is waited for with a deadline; an error
;; ends Emacs with 255.

(require 'cl-lib)

(defconst test-patience 20 "Seconds.")

(defun test-wait-for (what condition)
  "Wait until CONDITION, a function, gives something, and give that; WHAT is for messages."
  (let ((deadline (+ (float-time) test-patience))
        result)
    (while (not (setq result (funcall condition)))
      (when (> (float-time) deadline)
        (error "No %s within %s s" what test-patience))
      ;; Idle timers do not run in batch; this is what eglot's does.
      (when (eglot-current-server)
        (eglot--signal-textDocument/didChange))
      (accept-process-output nil 0.02))
    (princ (format "%s\n" what))
    result))

(defun test-marks ()
  "The marks of this buffer: line and text."
  (sort (mapcar (lambda (overlay)
                  (format "%d%s" (line-number-at-pos (overlay-start overlay))
                          (substring-no-properties (overlay-get overlay 'after-string))))
                sysgrok--overlays)
        #'string<))

(defun test-list (buffer)
  "The lines of BUFFER, without surplus blanks."
  (with-current-buffer buffer
    (mapcar (lambda (line) (string-join (split-string line) " "))
            (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n" t))))

(let* ((arguments (cdr (member "--" command-line-args)))
       (package (nth 0 arguments))
       (workspace (file-name-as-directory (nth 1 arguments)))
       (table (concat workspace "src/table.c")))
  (setq command-line-args-left nil)
  (add-to-list 'load-path package)
  (require 'sysgrok)
  (setq eglot-autoreconnect nil)
  (sysgrok-setup)
  (find-file table)
  (call-interactively #'eglot)
  (test-wait-for "server" #'eglot-current-server)
  (cl-assert sysgrok-heat-mode)
  (test-wait-for "heat" (lambda () sysgrok--overlays))
  (cl-assert (member "14  21.7 %" (test-marks)) t)
  (cl-assert (cl-every (lambda (overlay) (get-text-property 0 'display (overlay-get overlay 'before-string)))
                       sysgrok--overlays))

  ;; Marks move with the text.
  (goto-char (point-min))
  (insert "\n")
  (cl-assert (member "15  21.7 %" (test-marks)) t)
  (delete-region (point-min) (1+ (point-min)))

  (sysgrok-toggle)
  (test-wait-for "no heat when it is hidden" (lambda () (null sysgrok--overlays)))
  (sysgrok-toggle)
  (test-wait-for "heat when it is shown again" (lambda () sysgrok--overlays))

  (save-current-buffer (sysgrok-hot-spots))
  (let ((spots (test-list "*sysgrok hot spots*")))
    (dolist (spot spots) (princ (format "  | %s\n" spot)))
    (cl-assert (equal (car spots) "27.3 % 49.7 % table_find table.c:8")))
  (save-current-buffer (sysgrok-hot-spots t))
  (cl-assert (cl-some (lambda (spot) (string-match-p "__strcmp_evex libc" spot)) (test-list "*sysgrok hot spots*")))
  (set-buffer "*sysgrok hot spots*")
  (goto-char (point-min))
  (sysgrok-list-visit)
  (cl-assert (equal (list buffer-file-name (thing-at-point 'symbol)) (list table "table_find")))
  (save-current-buffer (sysgrok-callers "table_find"))
  (let ((calls (test-list "*sysgrok callers of table_find*")))
    (dolist (call calls) (princ (format "  | %s\n" call)))
    (cl-assert (cl-some (lambda (call) (string-match-p "\\`calls it .* table_add table.c:" call)) calls))
    (cl-assert (cl-some (lambda (call) (string-match-p "\\`called .* __strcmp_evex" call)) calls)))

  ;; What a command finds is shown by the server's request.
  (find-file table)
  (goto-char (point-max))
  (sysgrok-next-hot-spot)
  (test-wait-for "the hottest line of the hottest function is gone to" (lambda () (= (line-number-at-pos) 14)))

  (cl-assert (equal (plist-get (car (sysgrok--folders)) :loaded) ["recordings/cpu.perf.txt"]))
  (sysgrok-select-value-type "samples/count")
  (sysgrok-select-profile "recordings/cpu.perf.txt")

  ;; No model is configured: the answer is what is known without one.
  (goto-char (point-min))
  (search-forward "*table_find")
  (backward-char)
  (sysgrok-explain)
  (let ((report (test-wait-for "a report" (lambda () (get-buffer "*sysgrok explainfunction: `table_find`*")))))
    (with-current-buffer report
      (test-wait-for "its end" (lambda () (and sysgrok--report (null sysgrok--id) (> (buffer-size) 100))))
      (cl-assert (derived-mode-p 'sysgrok-report-mode))
      (cl-assert buffer-read-only)
      (cl-assert (string-prefix-p "# explainfunction: `table_find`" (buffer-string)) t)
      (cl-assert (string-match-p "No model was asked" (buffer-string)) t)))
  (find-file table)
  (cl-assert (condition-case nil (progn (sysgrok-chat "") nil) (error t)))
  (call-interactively #'eglot-shutdown)
  (test-wait-for "no heat when the server has gone" (lambda () (and (not sysgrok-heat-mode) (null sysgrok--overlays)))))

;;; sysgrok.el ends here
