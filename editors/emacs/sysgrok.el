;;; sysgrok.el --- Profiles in the code, by the language server sysgrok  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: tools, languages
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; `sysgrok-setup' tells eglot of the server; `M-x eglot' or `eglot-ensure' starts it.  Findings, hovers and actions are
;; eglot's; this package adds what the protocol has no method for: heat beside the lines, hot spots, callers, questions
;; whose answers stream into a buffer.  `editors/PROTOCOL.md' describes the methods that it uses.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'tabulated-list)
(require 'url-util)

(defgroup sysgrok nil
  "Profiles in the code."
  :group 'tools)

(defcustom sysgrok-command '("sysgrok" "lsp")
  "The server and its arguments."
  :type '(repeat string))

(defcustom sysgrok-modes
  '(c-mode c-ts-mode c++-mode c++-ts-mode go-mode go-ts-mode java-mode java-ts-mode js-mode js-ts-mode python-mode
    python-ts-mode rust-mode rust-ts-mode typescript-ts-mode)
  "The modes for which `sysgrok-setup' makes eglot start sysgrok."
  :type '(repeat symbol))

(defcustom sysgrok-least-share 0.005
  "Lines with less heat, as a fraction of the whole, are not marked."
  :type 'number)

(defface sysgrok-hot '((t :inherit error))
  "Lines with at least a tenth of the whole.")

(defface sysgrok-warm '((t :inherit warning))
  "Lines with at least a hundredth of the whole.")

(defface sysgrok-mild '((t :inherit shadow))
  "Other lines with heat.")

;;;; The server

(defclass sysgrok-server (eglot-lsp-server) ()
  :documentation "The language server sysgrok.")

(defun sysgrok-setup ()
  "Make eglot start sysgrok for `sysgrok-modes'.
Heat is marked in the buffers that it manages."
  (setf (alist-get sysgrok-modes eglot-server-programs nil nil #'equal)
        (cons 'sysgrok-server sysgrok-command))
  (add-hook 'eglot-managed-mode-hook #'sysgrok--managed))

(cl-defmethod eglot-client-capabilities :around ((_server sysgrok-server))
  "Add what this package takes."
  (let* ((capabilities (cl-call-next-method))
         (window (copy-sequence (plist-get capabilities :window))))
    (setq window (plist-put window :showDocument '(:support t)))
    (setq capabilities (plist-put (copy-sequence capabilities) :window window))
    (plist-put capabilities :experimental '(:sysgrok (:heatChanged t :report t)))))

(defun sysgrok--server ()
  "The server of the current buffer, else the only one that runs."
  (let ((server (eglot-current-server)))
    (or (and (cl-typep server 'sysgrok-server) server)
        (cl-find-if (lambda (one) (and (cl-typep one 'sysgrok-server) (jsonrpc-running-p one)))
                    (apply #'append (hash-table-values eglot--servers-by-project)))
        (user-error "sysgrok does not run: see `sysgrok-setup', then M-x eglot"))))

(defun sysgrok--request (method params)
  "What the server answers to METHOD with PARAMS."
  (jsonrpc-request (sysgrok--server) method params))

(defun sysgrok--path (uri)
  "The file of URI."
  (url-unhex-string (url-filename (url-generic-parse-url uri)) t))

(defun sysgrok--uri (file)
  "The URI of FILE."
  (concat "file://" (url-hexify-string (expand-file-name file) url-path-allowed-chars)))

(defun sysgrok--go (uri range)
  "Show the document URI, at RANGE unless it is nil."
  (let ((buffer (find-file-noselect (decode-coding-string (sysgrok--path uri) 'utf-8))))
    (pop-to-buffer buffer)
    (when range
      (goto-char (eglot--lsp-position-to-point (plist-get range :start)))
      (recenter))))

(cl-defmethod eglot-handle-request
  ((_server sysgrok-server) (_method (eql window/showDocument)) &key uri external selection &allow-other-keys)
  "Show what a command has found."
  (cond
   ((eq external t) (browse-url uri))
   ;; After the answer: showing a file may ask the user.
   (t (run-at-time 0 nil #'sysgrok--go uri selection)))
  '(:success t))

;;;; Heat beside the lines

(defvar-local sysgrok--overlays nil
  "The marks of this buffer.")

(defun sysgrok--face (share)
  "The face of a line with this SHARE of the whole."
  (cond ((>= share 0.1) 'sysgrok-hot) ((>= share 0.01) 'sysgrok-warm) (t 'sysgrok-mild)))

(defun sysgrok--percent (share)
  "SHARE for people; nothing when it is nil."
  (if share (format "%.1f %%" (* 100 share)) ""))

(defun sysgrok--clear ()
  "Remove the marks of this buffer."
  (mapc #'delete-overlay sysgrok--overlays)
  (setq sysgrok--overlays nil))

(defun sysgrok--mark (line)
  "Mark LINE, a `LineHeat'."
  (let* ((share (or (plist-get line :self) (plist-get line :total) 0))
         (face (sysgrok--face share))
         (start (eglot--lsp-position-to-point (plist-get (plist-get line :range) :start)))
         (end (save-excursion (goto-char start) (line-end-position))))
    (when (>= share sysgrok-least-share)
      (let ((overlay (make-overlay start end)))
        (overlay-put overlay 'sysgrok share)
        ;; The fringe tells by its place, the text by its figure: colour is not needed to see it.
        (overlay-put overlay 'before-string (propertize "!" 'display `(left-fringe right-triangle ,face)))
        (overlay-put overlay 'after-string (propertize (format "  %s" (sysgrok--percent share)) 'face face 'cursor t))
        (push overlay sysgrok--overlays)))))

;; `define-minor-mode' stands below what it calls.
(defvar sysgrok-heat-mode)

(defun sysgrok--paint (buffer heat)
  "Mark in BUFFER what HEAT, a `DocumentHeat' or nil, says."
  (when (buffer-live-p buffer)
    (with-current-buffer buffer
      (save-restriction
        (widen)
        (sysgrok--clear)
        (when sysgrok-heat-mode
          (mapc #'sysgrok--mark (plist-get heat :lines)))))))

(defun sysgrok-refresh-heat ()
  "Ask for the heat of this buffer again."
  (interactive)
  (let ((buffer (current-buffer)))
    (jsonrpc-async-request
     (sysgrok--server) :sysgrok/heat `(:textDocument (:uri ,(sysgrok--uri buffer-file-name)))
     :success-fn (lambda (heat) (sysgrok--paint buffer heat))
     :error-fn #'ignore :timeout-fn #'ignore
     :deferred :sysgrok/heat)))

;;;###autoload
(define-minor-mode sysgrok-heat-mode
  "Mark lines with heat, by their share, in the fringe and behind the line."
  :lighter " heat"
  (if sysgrok-heat-mode
      (progn
        ;; Overlays move with edits; what an edit did to the heat is asked when the text has been saved.
        (add-hook 'after-save-hook #'sysgrok-refresh-heat nil t)
        (sysgrok-refresh-heat))
    (remove-hook 'after-save-hook #'sysgrok-refresh-heat t)
    (sysgrok--clear)))

(defun sysgrok--managed ()
  "Mark heat while sysgrok manages the buffer."
  (let ((ours (and (eglot-managed-p) buffer-file-name (cl-typep (eglot-current-server) 'sysgrok-server))))
    (unless (eq (and ours t) sysgrok-heat-mode)
      (sysgrok-heat-mode (if ours 1 -1)))))

(cl-defmethod eglot-handle-notification
  ((_server sysgrok-server) (_method (eql sysgrok/heatChanged)) &rest _)
  "Ask for all heat again."
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when sysgrok-heat-mode
        (sysgrok-refresh-heat)))))

;;;; Commands of the server

(defun sysgrok--run (command &optional argument)
  "Have the server run COMMAND with ARGUMENT, an object."
  (sysgrok--request :workspace/executeCommand
                    `(:command ,(concat "sysgrok." command) :arguments ,(if argument (vector argument) []))))

(defun sysgrok--here ()
  "The place of point, as commands take it."
  (unless buffer-file-name
    (user-error "This buffer has no file"))
  (list :uri (sysgrok--uri buffer-file-name) :position (eglot--pos-to-lsp-position)))

(defun sysgrok--folders ()
  "What is loaded: `FolderHeat's."
  (append (plist-get (sysgrok--request :sysgrok/status (make-hash-table)) :folders) nil))

(defun sysgrok--choose (prompt choices)
  "Let the user choose one of CHOICES by PROMPT."
  (if choices
      (completing-read prompt choices nil t)
    (user-error "No profile is loaded")))

;;;###autoload
(defun sysgrok-load-profile (file)
  "Load the profile FILE and show it."
  (interactive "fProfile: ")
  (sysgrok--run "loadProfile" (list :profile (expand-file-name file))))

;;;###autoload
(defun sysgrok-select-profile (profile)
  "Show another of the loaded profiles, PROFILE."
  (interactive
   (list (sysgrok--choose "Profile: " (cl-loop for folder in (sysgrok--folders)
                                               append (append (plist-get folder :loaded) nil)))))
  (sysgrok--run "selectProfile" (list :profile profile)))

;;;###autoload
(defun sysgrok-select-value-type (value-type)
  "Show VALUE-TYPE of the profile."
  (interactive
   (list (sysgrok--choose "Value type: " (cl-loop for folder in (sysgrok--folders)
                                                  append (append (plist-get folder :valueTypes) nil)))))
  (sysgrok--run "selectValueType" (list :valueType value-type)))

;;;###autoload
(defun sysgrok-toggle ()
  "Hide all heat, or show it again."
  (interactive)
  (sysgrok--run "toggle"))

;;;###autoload
(defun sysgrok-next-hot-spot ()
  "Go to the next less hot function."
  (interactive)
  (sysgrok--run "nextHotSpot" (and buffer-file-name (sysgrok--here))))

;;;###autoload
(defun sysgrok-previous-hot-spot ()
  "Go to the next hotter function."
  (interactive)
  (sysgrok--run "previousHotSpot" (and buffer-file-name (sysgrok--here))))

;;;; Hot spots and callers

(defvar-local sysgrok--profile nil
  "The name of the profile that a list is of.")

(defvar sysgrok-list-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "RET") #'sysgrok-list-visit)
    (define-key map "c" #'sysgrok-list-callers)
    map)
  "Keys of `sysgrok-list-mode'.")

(define-derived-mode sysgrok-list-mode tabulated-list-mode "sysgrok"
  "Functions of a profile: \\<sysgrok-list-mode-map>\\[sysgrok-list-visit] goes to one, \\[sysgrok-list-callers] lists its callers."
  (setq tabulated-list-padding 1))

(defun sysgrok-list-visit ()
  "Go to the function of this line."
  (interactive)
  (let ((location (plist-get (tabulated-list-get-id) :location)))
    (if location
        (sysgrok--go (plist-get location :uri) (plist-get location :range))
      (message "It is not in the workspace"))))

(defun sysgrok-list-callers ()
  "List who calls the function of this line."
  (interactive)
  (sysgrok-callers (plist-get (tabulated-list-get-id) :name)))

(defun sysgrok--list (name columns rows)
  "Show ROWS below COLUMNS in a buffer NAME.
A row is a list: what it is of, then the texts."
  (with-current-buffer (get-buffer-create name)
    (sysgrok-list-mode)
    (setq tabulated-list-format columns
          tabulated-list-entries (mapcar (lambda (row) (list (car row) (vconcat (cdr row)))) rows))
    (tabulated-list-init-header)
    (tabulated-list-print)
    (pop-to-buffer (current-buffer))))

(defun sysgrok--place (spot)
  "Where SPOT is, for people."
  (let ((location (plist-get spot :location)))
    (cond (location (format "%s:%d" (file-name-nondirectory (sysgrok--path (plist-get location :uri)))
                            (1+ (plist-get (plist-get (plist-get location :range) :start) :line))))
          ((plist-get spot :mapping) (file-name-nondirectory (plist-get spot :mapping)))
          (t ""))))

;;;###autoload
(defun sysgrok-hot-spots (&optional all)
  "List the hottest functions of the workspace.
With a prefix argument, ALL of the profile's."
  (interactive "P")
  (let ((spots (plist-get (sysgrok--request :sysgrok/hotSpots
                                            (list :limit 100 :onlyWorkspace (if all :json-false t)))
                          :spots)))
    (sysgrok--list "*sysgrok hot spots*"
                   [("Self" 8 nil :right-align t) ("Total" 8 nil :right-align t) ("Function" 50 t) ("Where" 0 t)]
                   (cl-loop for spot across spots
                            collect (list spot (sysgrok--percent (plist-get spot :self))
                                          (sysgrok--percent (plist-get spot :total))
                                          (plist-get spot :name) (sysgrok--place spot))))))

;;;###autoload
(defun sysgrok-callers (function)
  "List who calls FUNCTION, and what it calls."
  (interactive (list (read-string "Function: " (thing-at-point 'symbol t))))
  (let ((found (or (sysgrok--request :sysgrok/callers (list :function function :limit 100))
                   (user-error "The profile has no function %s" function))))
    (sysgrok--list (format "*sysgrok callers of %s*" function)
                   [("" 8 t) ("Of it" 8 nil :right-align t) ("Of all" 8 nil :right-align t) ("Function" 50 t)
                    ("Where" 0 t)]
                   (cl-loop for (kind . word) in '((:callers . "calls it") (:callees . "called"))
                            append (cl-loop for edge across (plist-get found kind)
                                            collect (list edge word (sysgrok--percent (plist-get edge :ofFunction))
                                                          (sysgrok--percent (plist-get edge :total))
                                                          (plist-get edge :name) (sysgrok--place edge)))))))

;;;; Questions and reports

(defvar-local sysgrok--report nil
  "The URI of the report that this buffer shows.")

(defvar-local sysgrok--id nil
  "The answer that comes into this buffer; nil when none does.")

(defvar-local sysgrok--server-of-report nil
  "The server that writes it.")

(defvar sysgrok-report-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "f" #'sysgrok-follow-up)
    (define-key map "k" #'sysgrok-stop)
    map)
  "Keys of `sysgrok-report-mode'.")

(defconst sysgrok-report-font-lock
  '(("^#+ .*$" 0 'bold) ("\\*\\*[^*\n]+\\*\\*" 0 'bold) ("`[^`\n]+`" 0 'font-lock-constant-face)
    ("\\[\\(?:E\\|cmd \\)[0-9][^]\n]*\\]" 0 'font-lock-comment-face))
  "What of a report's markdown is shown by faces.")

(define-derived-mode sysgrok-report-mode special-mode "sysgrok report"
  "An answer, as it comes: \\<sysgrok-report-mode-map>\\[sysgrok-follow-up] asks further, \\[sysgrok-stop] stops it."
  (setq font-lock-defaults '(sysgrok-report-font-lock t))
  (setq-local outline-regexp "#+ ")
  (visual-line-mode))

(defun sysgrok--report-buffer (uri)
  "The buffer of the report URI, if there is one."
  (cl-find-if (lambda (buffer) (equal uri (buffer-local-value 'sysgrok--report buffer))) (buffer-list)))

(cl-defmethod eglot-handle-notification
  ((server sysgrok-server) (_method (eql sysgrok/report)) &key uri id title text progress done &allow-other-keys)
  "Write what came of a report into its buffer."
  (let ((buffer (or (sysgrok--report-buffer uri)
                    (generate-new-buffer (format "*sysgrok %s*" title)))))
    (with-current-buffer buffer
      (unless (derived-mode-p 'sysgrok-report-mode)
        (sysgrok-report-mode)
        (setq sysgrok--report uri)
        (display-buffer buffer))
      (setq sysgrok--server-of-report server)
      (let ((inhibit-read-only t))
        (unless (equal id sysgrok--id)
          ;; The first piece of an answer has all that stands in the report.
          (unless (eq done t)
            (erase-buffer)))
        (setq sysgrok--id (and (not (eq done t)) id))
        ;; A reader's place stays; who reads at the end reads on there.
        (save-excursion
          (goto-char (point-max))
          (insert text)))
      (when progress
        (setq mode-line-process (format ": %s" progress)))
      (when (eq done t)
        (setq mode-line-process nil))
      (force-mode-line-update))))

(defun sysgrok--ask (kind argument)
  "Ask the question KIND with ARGUMENT, an object; the answer comes into a buffer."
  (let ((asked (sysgrok--request :sysgrok/ask (list :kind kind :argument (or argument (make-hash-table))))))
    (message "sysgrok answers in a buffer of its own")
    asked))

(defun sysgrok--text ()
  "The text of the region, else of the buffer."
  (list :text (if (use-region-p)
                  (buffer-substring-no-properties (region-beginning) (region-end))
                (buffer-substring-no-properties (point-min) (point-max)))))

;;;###autoload
(defun sysgrok-explain ()
  "Explain the function at point."
  (interactive)
  (sysgrok--ask "explainFunction" (sysgrok--here)))

;;;###autoload
(defun sysgrok-optimise ()
  "Say how the function at point could be faster."
  (interactive)
  (sysgrok--ask "optimise" (sysgrok--here)))

;;;###autoload
(defun sysgrok-explain-process (command)
  "Explain what the program COMMAND does; the recorded one when it is empty."
  (interactive "sCommand (empty: the recorded one): ")
  (sysgrok--ask "explainProcess"
                (unless (string-blank-p command)
                  (list :command (vconcat (split-string-and-unquote command))))))

;;;###autoload
(defun sysgrok-find-faster (name)
  "Find something faster than the program, library or package NAME."
  (interactive "sFaster than: ")
  (sysgrok--ask "findFaster" (list :name name)))

;;;###autoload
(defun sysgrok-stack-trace ()
  "Explain the stack trace in the region, or in the buffer."
  (interactive)
  (sysgrok--ask "stackTrace" (sysgrok--text)))

;;;###autoload
(defun sysgrok-top-n ()
  "Explain the list of hot functions in the region, or in the buffer."
  (interactive)
  (sysgrok--ask "topN" (sysgrok--text)))

;;;###autoload
(defun sysgrok-code ()
  "Explain the annotated code in the region, or in the buffer."
  (interactive)
  (sysgrok--ask "code" (sysgrok--text)))

;;;###autoload
(defun sysgrok-chat (text)
  "Ask TEXT."
  (interactive "sAsk: ")
  (sysgrok--ask "chat" (list :text text)))

(defun sysgrok-follow-up (text)
  "Ask TEXT further in the report of this buffer."
  (interactive "sAsk further: ")
  (unless sysgrok--report
    (user-error "This buffer shows no report"))
  (jsonrpc-request sysgrok--server-of-report :sysgrok/ask
                   (list :kind "followUp" :argument (list :uri sysgrok--report :text text))))

(defun sysgrok-stop ()
  "Stop the answer of this buffer; what came stays."
  (interactive)
  (unless sysgrok--id
    (user-error "Nothing is being answered here"))
  (jsonrpc-notify sysgrok--server-of-report :window/workDoneProgress/cancel (list :token sysgrok--id)))

;;;###autoload
(defun sysgrok-debug-host (host problem)
  "Look at HOST, and for the reason of PROBLEM, which may be empty."
  (interactive
   (list (completing-read "Host: " (mapcar (lambda (host) (plist-get host :name))
                                           (plist-get (sysgrok--request :sysgrok/hosts (make-hash-table)) :hosts)))
         (read-string "What is wrong (may be empty): ")))
  (sysgrok--ask "debugHost" (append (list :host host) (unless (string-blank-p problem) (list :problem problem)))))

;;;###autoload
(defun sysgrok-analyze-command (command)
  "Run COMMAND, where the gate lets it, and explain what it prints."
  (interactive "sCommand: ")
  (sysgrok--ask "analyzeCommand" (list :command command)))

(provide 'sysgrok)

;;; sysgrok.el ends here
