{{/* Where runs live. */}}
{{- define "netproof.namespace" -}}
{{ .Values.namespace.name | default .Release.Namespace }}
{{- end }}

{{/* The namespaces in which it probes, as a YAML list: one of its own for every part. */}}
{{- define "netproof.probing" -}}
{{- $spaces := list }}
{{- $parts := int .Values.shards }}
{{- if gt $parts 1 }}
{{- range $part := untilStep 1 (int (add1 $parts)) 1 }}
{{- $spaces = append $spaces (printf "netproof-%d-of-%d" $part $parts) }}
{{- end }}
{{- else }}
{{- $spaces = append $spaces (include "netproof.namespace" .) }}
{{- end }}
{{- toYaml $spaces }}
{{- end }}

{{/* The runner's image. */}}
{{- define "netproof.image" -}}
{{ required "image.repository is needed: where netproof's image is" .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "netproof.labels" -}}
app.kubernetes.io/managed-by: netproof
{{- end }}

{{/* The run's command line, as a YAML list. What says the usual is left out, as `netproof manifests cronjob` does. */}}
{{- define "netproof.arguments" -}}
{{- $words := list "run" "--report-dir" "/tmp/netproof" }}
{{- range .Values.deliver }}
{{- $words = concat $words (list "--deliver" (eq . "folder" | ternary "folder=/reports" .)) }}
{{- end }}
{{- with int .Values.keep }}{{ $words = concat $words (list "--keep" (toString .)) }}{{ end }}
{{- with .Values.scenario }}{{ $words = concat $words (list "--scenario" .) }}{{ end }}
{{- with include "netproof.namespace" . }}{{ if ne . "netproof" }}{{ $words = concat $words (list "--namespace" .) }}{{ end }}{{ end }}
{{- with .Values.cilium.namespace }}{{ if ne . "kube-system" }}{{ $words = concat $words (list "--cilium-namespace" .) }}{{ end }}{{ end }}
{{- with .Values.cilium.daemonSet }}{{ if ne . "cilium" }}{{ $words = concat $words (list "--cilium-daemonset" .) }}{{ end }}{{ end }}
{{- with .Values.probes.image }}{{ if ne . "docker.io/library/busybox:1.36" }}{{ $words = concat $words (list "--image" .) }}{{ end }}{{ end }}
{{- range .Values.probes.imagePullSecrets }}{{ $words = concat $words (list "--image-pull-secret" .) }}{{ end }}
{{- with .Values.probes.podSecurity }}{{ if ne . "baseline" }}{{ $words = concat $words (list "--pod-security" .) }}{{ end }}{{ end }}
{{- if .Values.capture.enabled }}{{ $words = append $words "--capture" }}{{ end }}
{{- with .Values.capture.image }}{{ $words = concat $words (list "--capture-image" .) }}{{ end }}
{{- if .Values.tailscaleSocket.enabled }}{{ $words = append $words "--tailscale-socket" }}{{ end }}
{{- with .Values.tailscaleSocket.image }}{{ $words = concat $words (list "--tailscale-image" .) }}{{ end }}
{{- $words = concat $words .Values.extraArguments }}
{{- if gt (int .Values.shards) 1 }}{{ $words = concat $words (list "--shard" (printf "auto/%d" (int .Values.shards))) }}{{ end }}
{{- toYaml $words }}
{{- end }}

{{/*
Roles of permissions (files/permissions.yaml), bound to the runner: one for what is cluster-scoped, one for each namespace.
Takes a dict: root, name, permissions.
*/}}
{{- define "netproof.roles" -}}
{{- $root := .root }}
{{- $home := include "netproof.namespace" $root }}
{{- $name := eq $home "netproof" | ternary .name (printf "%s.%s" .name $home) }}
{{- $spaces := dict }}
{{- range $own := include "netproof.probing" $root | fromYamlArray }}
{{- range $permission := $.permissions }}
{{- $scope := get (dict "cluster" "" "agents" $root.Values.cilium.namespace "system" "kube-system" "default" "default" "own" $own) .scope }}
{{- if not (hasKey $spaces $scope) }}{{ $_ := set $spaces $scope (dict "order" list "rules" dict) }}{{ end }}
{{- $space := get $spaces $scope }}
{{- $object := .name | default "" | replace "$own" $own | replace "$daemonset" $root.Values.cilium.daemonSet }}
{{- $key := printf "%s|%s|%s" .group .resource $object }}
{{- if not (hasKey $space.rules $key) }}
{{- $_ := set $space "order" (append $space.order $key) }}
{{- $_ := set $space.rules $key (dict "group" .group "resource" .resource "object" $object "verbs" list) }}
{{- end }}
{{- $rule := get $space.rules $key }}
{{- if not (has .verb $rule.verbs) }}{{ $_ := set $rule "verbs" (append $rule.verbs .verb) }}{{ end }}
{{- end }}
{{- end }}
{{- range $scope := keys $spaces | sortAlpha }}
{{- $space := get $spaces $scope }}
{{- $kind := $scope | empty | ternary "ClusterRole" "Role" }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}
metadata:
  name: {{ $name }}
  {{- with $scope }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "netproof.labels" $root | nindent 4 }}
rules:
  {{- range $space.order }}
  {{- $rule := get $space.rules . }}
  - apiGroups: [{{ $rule.group | quote }}]
    resources: [{{ $rule.resource }}]
    {{- with $rule.object }}
    resourceNames: [{{ . }}]
    {{- end }}
    verbs: [{{ join ", " $rule.verbs }}]
  {{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}Binding
metadata:
  name: {{ $name }}
  {{- with $scope }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "netproof.labels" $root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $kind }}
  name: {{ $name }}
subjects:
  - kind: ServiceAccount
    name: {{ $root.Values.serviceAccount.name }}
    namespace: {{ $home }}
{{- end }}
{{- end }}
